# %% [markdown]
# # An inception block
#
# **30 minutes, medium.** Chapter *Inception*. Do `ledger` first. This exercise needs torch.
#
# Afterwards you can turn the figure of a block with branches into a torch module, and you know what has to hold
# for branches to be concatenated.
#
# Run the cells from top to bottom. `hint("InceptionBlock")` in a cell of its own gives the next hint.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# How large should the kernel be? The block does not choose: it looks at the same input with several kernels at
# once and lays the answers one behind the other.
#
# Let `x` have the shape (2, 5, 6, 7): two images, 5 channels, 6 x 7 cells. Say the branches give 2, 4, 7 and 8
# channels. If each gives maps of 6 x 7, the results fit together to (2, 21, 6, 7), as $2 + 4 + 7 + 8 = 21$.
# A branch whose maps are 4 x 5 would not fit. So every layer keeps the height and the width:
#
# | layer | output rows for 6 | with padding |
# |---|---:|---:|
# | 1 x 1 convolution | 6 | none needed |
# | 3 x 3 convolution, or 3 x 3 pool of stride 1 | 4 | 1: 6 |
# | 5 x 5 convolution | 2 | 2: 6 |
#
# ## The definition
#
# All four branches read `x` (N, in_channels, H, W):
#
# 1. a 1 x 1 convolution to `c1` channels, ReLU
# 2. a 1 x 1 convolution to `c3_reduce` channels, ReLU, a 3 x 3 convolution to `c3` channels, ReLU
# 3. a 1 x 1 convolution to `c5_reduce` channels, ReLU, a 5 x 5 convolution to `c5` channels, ReLU
# 4. a 3 x 3 max pool with stride 1, a 1 x 1 convolution to `pool_proj` channels, ReLU
#
# The output is the concatenation of branches 1, 2, 3, 4, in this order, along the channels:
# (N, c1 + c3 + c5 + pool_proj, H, W). As in the paper there are biases and no batch norm.
#
# In small steps; the check goes the same way:
#
# 1. *shape*: four branches that keep H and W, and the concatenation.
# 2. *layers*: the reductions in front of the large kernels; channel numbers and biases.
# 3. *values*: a ReLU after each of the six convolutions, the max pool in its place.
#
# Make each convolution a layer of its own, `nn.Conv2d`. What you call your attributes is up to you: the check puts
# weights of its own into your layers and looks at what comes out.


# %% answer="InceptionBlock"
class InceptionBlock(nn.Module):
    """Look at x with 1x1, 3x3 and 5x5 kernels and a max pool at once, and concatenate the four answers.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        c1: channels of the first branch.
        c3_reduce, c3: channels of the second branch, after its 1x1 and after its 3x3 convolution.
        c5_reduce, c5: channels of the third branch, after its 1x1 and after its 5x5 convolution.
        pool_proj: channels of the fourth branch.
    """

    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        ### BEGIN SOLUTION
        self.branch1 = nn.Sequential(nn.Conv2d(in_channels, c1, 1), nn.ReLU())
        self.branch2 = nn.Sequential(
            nn.Conv2d(in_channels, c3_reduce, 1), nn.ReLU(), nn.Conv2d(c3_reduce, c3, 3, padding=1), nn.ReLU()
        )
        self.branch3 = nn.Sequential(
            nn.Conv2d(in_channels, c5_reduce, 1), nn.ReLU(), nn.Conv2d(c5_reduce, c5, 5, padding=2), nn.ReLU()
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(in_channels, pool_proj, 1), nn.ReLU()
        )
        ### END SOLUTION

    def forward(self, x):
        """Return (N, c1 + c3 + c5 + pool_proj, H, W)."""
        ### BEGIN SOLUTION
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)
        ### END SOLUTION


# %% [markdown]
# Remove the `#` to see shapes and parameters of GoogLeNet's block 3a. The block has 163,696 parameters.

# %%
# block = InceptionBlock(192, 64, 96, 128, 16, 32, 32)
# print(block(torch.zeros(1, 192, 28, 28)).shape, sum(p.numel() for p in block.parameters()))

# %% check="InceptionBlock"
check("InceptionBlock")

# %% [markdown]
# ## Worth knowing
#
# "The branches are added" is a sentence that one meets often. Added are the *numbers of channels*. The maps
# themselves are laid one behind the other, and it is the next 1 x 1 convolution that mixes them.
