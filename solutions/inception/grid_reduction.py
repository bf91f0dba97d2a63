# %% [markdown]
# # Halving the maps
#
# **30 minutes, medium.** Chapter *Inception*. Do `factorisation` first. This exercise needs torch.
#
# Afterwards you can halve height and width without squeezing the information through a pool first: the block between
# the stages of Inception v3.
#
# Run the cells from top to bottom. `hint("GridReduction")` in a cell of its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# A stage ends with C maps of H x W. The next one wants about 2C maps of half the size. Two ways are at hand, and
# both have a fault. A pool first, then a convolution to 2C channels: the pool throws values away that no convolution
# has seen. A convolution to 2C channels first, then a pool: it runs at full size, and takes four times as many
# multiply-adds.
#
# The block does both at once, side by side: convolutions of stride 2 give new maps, a pool of stride 2 passes the old
# ones on, and all are concatenated.
#
# Every layer that halves has a 3 x 3 window, stride 2 and no padding. From 9 rows it leaves
# $\lfloor (9 - 3) / 2 \rfloor + 1 = 4$, from 8 columns $\lfloor (8 - 3) / 2 \rfloor + 1 = 3$. With `in_channels` = 5,
# `c3` = 6 and `deep` = 4, an input of (2, 5, 9, 8) becomes (2, 6 + 4 + 5, 4, 3).
#
# ## The definition
#
# Three branches read `x`; their outputs are concatenated in this order along the channels:
#
# 1. *3x3*: a 3 x 3 convolution to `c3` channels, stride 2, no padding
# 2. *deep*: a 1 x 1 convolution to `deep_reduce` channels; a 3 x 3 convolution to `deep` channels that keeps
#    the size; a 3 x 3 convolution to `deep` channels, stride 2, no padding
# 3. *pool*: a 3 x 3 max pool, stride 2, no padding; nothing behind it
#
# Each of the four convolutions has no bias and is followed by a batch norm, `nn.BatchNorm2d` with its own settings, and
# a ReLU. A helper that makes these three layers saves you most of the typing.


# %% answer="GridReduction"
class GridReduction(nn.Module):
    """Halve H and W: convolutions of stride 2 and a max pool of stride 2, side by side.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        c3: channels of the first branch.
        deep_reduce: channels behind the 1x1 convolution of the second branch.
        deep: channels of the second branch.
    """

    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()

        ### BEGIN SOLUTION
        def conv(c_in, c_out, kernel_size, **options):
            layer = nn.Conv2d(c_in, c_out, kernel_size, bias=False, **options)
            return nn.Sequential(layer, nn.BatchNorm2d(c_out), nn.ReLU())

        self.branch3x3 = conv(in_channels, c3, 3, stride=2)
        self.deep = nn.Sequential(
            conv(in_channels, deep_reduce, 1),
            conv(deep_reduce, deep, 3, padding=1),
            conv(deep, deep, 3, stride=2),
        )
        self.pool = nn.MaxPool2d(3, stride=2)
        ### END SOLUTION

    def forward(self, x):
        """Return (N, c3 + deep + in_channels, (H - 3) // 2 + 1, (W - 3) // 2 + 1)."""
        ### BEGIN SOLUTION
        return torch.cat([self.branch3x3(x), self.deep(x), self.pool(x)], dim=1)
        ### END SOLUTION


# %% check="GridReduction"
check("GridReduction")

# %% [markdown]
# ## Worth knowing
#
# A ResNet halves its maps in another way: the convolutions of a block take stride 2, and so does a 1 x 1 convolution
# on its shortcut, which never looks at three of four cells. There the old maps are not passed on unchanged.
