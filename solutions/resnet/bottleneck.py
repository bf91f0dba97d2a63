# %% [markdown]
# # A bottleneck
#
# **25 minutes, medium.** Chapter *Residual networks*. Do `BasicBlock` first.
#
# Afterwards you will have written the block of ResNet-50, ResNet-101 and ResNet-152, and can say where its stride
# sits and why one has to say so.
#
# Run the cells from top to bottom. `hint("Bottleneck")` in a cell of its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## Few channels in the middle
#
# A 3 x 3 convolution from 256 to 256 channels has $256 \cdot 256 \cdot 9 = 589{,}824$ weights. A bottleneck first
# reduces the channels by a 1 x 1 convolution, convolves 3 x 3 on few channels, and restores them by another
# 1 x 1 convolution: $256 \cdot 64 + 64 \cdot 64 \cdot 9 + 64 \cdot 256 = 69{,}632$ weights, for three layers.
#
# | step | layer | channels | stride | comes out |
# |---|---|---|---|---|
# | 1 | 1 x 1 convolution, batch norm, ReLU | `in_channels` to `width` | 1 | $(N, width, H, W)$ |
# | 2 | 3 x 3 convolution (padding 1), batch norm, ReLU | `width` to `width` | `stride` | $(N, width, OH, OW)$ |
# | 3 | 1 x 1 convolution, batch norm | `width` to `expansion * width` | 1 | $(N, expansion \cdot width, OH, OW)$ |
# | 4 | addition of the shortcut, ReLU | | | the same |
#
# No convolution has a bias. There is no ReLU between step 3 and the addition.
#
# **Where the stride sits.** In the paper the first 1 x 1 convolution has it. Most programs today, torchvision among
# them, give it to the 3 x 3 convolution, which is often called version 1.5. Here it is the **3 x 3 convolution**.
#
# By hand: one channel, `width` 1, `expansion` 1; all convolutions copy, the three batch norms add 1, -2 and -1.
#
# | $x$ | after step 1 | step 2 | step 3: $F(x)$ | $F(x) + x$ | $y$ |
# |---|---|---|---|---|---|
# | 3 | 4 | 2 | 1 | 4 | 4 |
# | -1 | 0 | 0 | -1 | -2 | 0 |
# | 5 | 6 | 4 | 3 | 8 | 8 |
#
# ## The shortcut
#
# The shortcut is $x$ itself where stride is 1 and `in_channels` equals the number of channels that come *out*. In
# every other case it is a projection: a 1 x 1 convolution with the block's stride and without bias, then a batch
# norm.
#
# What the check relies on is as in `BasicBlock`: your own names, layers made in `__init__`, `x` left as it is.


# %% answer="Bottleneck"
class Bottleneck(nn.Module):
    """Reduce the channels, convolve 3 x 3 with the stride, restore them; and a shortcut.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        width: channels of the 3 x 3 convolution.
        stride: of the 3 x 3 convolution, and of the projection.
        expansion: expansion * width channels come out.
    """

    def __init__(self, in_channels, width, stride=1, expansion=4):
        super().__init__()
        ### BEGIN SOLUTION
        out_channels = expansion * width
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, out_channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != out_channels:
            projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))
        ### END SOLUTION

    def forward(self, x):
        """Return y (N, expansion * width, ceil(H / stride), ceil(W / stride))."""
        ### BEGIN SOLUTION
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + self.shortcut(x))
        ### END SOLUTION


# %% [markdown]
# Remove the `#` sign to try it. The shape should be `[2, 128, 8, 10]`.

# %%
# print(Bottleneck(64, 32, stride=2)(torch.zeros(2, 64, 15, 20)).shape)

# %% check="Bottleneck"
check("Bottleneck")

# %% [markdown]
# ## Worth knowing
#
# A 1 x 1 convolution with stride 2 looks at one pixel in four and never at the others; a 3 x 3 convolution with
# stride 2 sees them all. The projection still has the first kind.
