# %% [markdown]
# # A basic block
#
# **35 minutes, medium.** Chapter *Residual networks*. Do `residual_forward` first.
#
# Afterwards you will have written the block that ResNet-18 and ResNet-34 are made of, as a torch module.
#
# Run the cells from top to bottom. `hint("BasicBlock")` in a cell of its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## Step 1: the residual path
#
# | step | layer | comes out |
# |---|---|---|
# | 1 | 3 x 3 convolution, the block's stride, padding 1, no bias | $(N, channels, OH, OW)$ |
# | 2 | batch norm | the same |
# | 3 | ReLU | the same |
# | 4 | 3 x 3 convolution, stride 1, padding 1, no bias | the same |
# | 5 | batch norm | the same |
#
# With $x$ of shape $(N, in\_channels, H, W)$, $OH = \lceil H / stride \rceil$ and $OW = \lceil W / stride \rceil$.
# The convolutions have no bias because a batch norm follows each: it would subtract the bias again. A batch norm
# has numbers of its own, so two of them are two objects.
#
# ## Step 2: the addition
#
# The shortcut is added to what step 5 gives, and then comes the second ReLU, the last step of the block:
#
# $$y = \mathrm{relu}\bigl(F(x) + S(x)\bigr).$$
#
# By hand: one channel; both convolutions copy their input, the first batch norm adds 1, the second adds -2.
#
# | $x$ | after step 2 | step 3 | step 5: $F(x)$ | $F(x) + x$ | $y$ |
# |---|---|---|---|---|---|
# | 3 | 4 | 4 | 2 | 5 | 5 |
# | -1 | 0 | 0 | -2 | -3 | 0 |
# | 1 | 2 | 2 | 0 | 1 | 1 |
#
# ## Step 3: the shortcut
#
# If stride is 1 and `in_channels` equals `channels`, the shortcut is $x$ itself. In **every** other case $x$ does
# not fit, and the shortcut is a projection: a 1 x 1 convolution with the block's stride and without bias, then a
# batch norm. No ReLU follows it. Where it is not needed it must not be there at all: it would cost parameters.
#
# ## The class
#
# What the check relies on:
#
# - Names of attributes are yours. The check gives your layers weights of its own and looks at what comes out, in
#   evaluation and in training mode, at the gradient, and at the number of parameters.
# - Make the layers in `__init__` and use them in `forward`. Take `nn.Conv2d` and `nn.BatchNorm2d` with their default
#   settings otherwise.
# - Leave `x` as it is: the shortcut and the caller still need it.


# %% answer="BasicBlock"
class BasicBlock(nn.Module):
    """Two 3 x 3 convolutions and a shortcut.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        channels: that both convolutions make.
        stride: of the first convolution, and of the projection.
    """

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != channels:
            projection = nn.Conv2d(in_channels, channels, 1, stride, bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(channels))
        ### END SOLUTION

    def forward(self, x):
        """Return y (N, channels, ceil(H / stride), ceil(W / stride))."""
        ### BEGIN SOLUTION
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + self.shortcut(x))
        ### END SOLUTION


# %% [markdown]
# Remove the `#` sign to try it. The shape should be `[2, 8, 4, 5]`.

# %%
# print(BasicBlock(3, 8, stride=2)(torch.zeros(2, 3, 7, 9)).shape)

# %% check="BasicBlock"
check("BasicBlock")

# %% [markdown]
# ## Worth knowing
#
# A block that returns zeros has the right shape and the right number of parameters. Tests that look at shapes and
# counts alone let it pass; this one looks at the numbers.
