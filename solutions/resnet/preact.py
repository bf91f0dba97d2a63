# %% [markdown]
# # A pre-activation block
#
# **25 minutes, medium.** Chapter *Residual networks*. Do `BasicBlock` first.
#
# Afterwards you can say what the second version of residual networks changed, and why the order of the steps
# matters.
#
# Run the cells from top to bottom. `hint("PreActBlock")` in a cell of its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## Nothing in the way
#
# In a basic block a ReLU follows the addition, so no negative number gets past it, not even along the shortcut. The
# pre-activation block moves batch norm and ReLU to the front of each convolution. Nothing follows the addition:
# the shortcut of block after block is one open road.
#
# | step | layer | comes out |
# |---|---|---|
# | 1 | batch norm, ReLU: call the result $a$ | $(N, in\_channels, H, W)$ |
# | 2 | 3 x 3 convolution of $a$, the block's stride, padding 1, no bias | $(N, channels, OH, OW)$ |
# | 3 | batch norm, ReLU | the same |
# | 4 | 3 x 3 convolution, stride 1, padding 1, no bias | the same |
# | 5 | addition of the shortcut | the same |
#
# By hand: one channel; the convolutions copy, the first batch norm adds 1, the second adds -2.
#
# | $x$ | $a$ | after step 3 | $F$ | $y = x + F$ |
# |---|---|---|---|---|
# | 3 | 4 | 2 | 2 | 5 |
# | -4 | 0 | 0 | 0 | -4 |
# | 0 | 1 | 0 | 0 | 0 |
#
# The -4 comes out as it went in.
#
# ## The shortcut
#
# - If stride is 1 and `in_channels` equals `channels`, the shortcut is $x$ itself, untouched by step 1.
# - In every other case it is a projection **of $a$**: a 1 x 1 convolution with the block's stride, without bias. No
#   batch norm follows it, because $a$ has been normalised already.
#
# $$y = F(a) + x \qquad\text{or}\qquad y = F(a) + \text{projection}(a), \qquad a = \mathrm{relu}(\mathrm{bn}(x)).$$
#
# What the check relies on is as in `BasicBlock`: your own names, layers made in `__init__`, `x` left as it is.


# %% answer="PreActBlock"
class PreActBlock(nn.Module):
    """Batch norm, ReLU, 3 x 3 convolution, twice; and a shortcut.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        channels: that both convolutions make.
        stride: of the first convolution, and of the projection.
    """

    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.projection = None
        if stride != 1 or in_channels != channels:
            self.projection = nn.Conv2d(in_channels, channels, 1, stride, bias=False)
        ### END SOLUTION

    def forward(self, x):
        """Return y (N, channels, ceil(H / stride), ceil(W / stride))."""
        ### BEGIN SOLUTION
        a = F.relu(self.bn1(x))
        shortcut = x if self.projection is None else self.projection(a)
        y = self.conv2(F.relu(self.bn2(self.conv1(a))))
        return y + shortcut
        ### END SOLUTION


# %% check="PreActBlock"
check("PreActBlock")

# %% [markdown]
# ## Worth knowing
#
# Batch norm makes a new array, so a ReLU in place behind it is safe. A ReLU in place on $x$ itself would change the
# shortcut, too, without any error: the numbers are wrong and the shapes are right.
