# %% [markdown]
# # Large kernels from small ones
#
# **30 minutes, easy to medium.** Chapter *Inception*. Do `inception_block` first. This exercise needs torch.
#
# Afterwards you can replace a 5 x 5 convolution by two of 3 x 3, and an n x n convolution by a row and a column:
# the two steps from GoogLeNet to Inception v3.
#
# Run the cells from top to bottom. `hint("AsymmetricConv")` in a cell of its own gives the next hint for this class.

# %%
import torch
from torch import nn
from torch.nn import functional as F

from cnncourse.checking import check, hint

# %% [markdown]
# ## Two 3 x 3 in place of 5 x 5
#
# One row is enough to see it. Cells 0 to 4 of the input, kernels of 3:
#
# | layer | cells | each reads |
# |---|---|---|
# | first | 1, 2, 3 | 0 1 2, 1 2 3, 2 3 4 |
# | second | 2 | 1, 2, 3 of the first layer |
#
# Cell 2 of the second layer depends on the cells 0 to 4: as far as a kernel of 5 reaches. In two directions, two
# 3 x 3 layers see 5 x 5 cells, with $9 + 9 = 18$ weights for each pair of channels in place of 25, if all layers have
# equally many channels.
#
# Write a function that builds the two layers: a 3 x 3 convolution from `in_channels` to `between`, a ReLU, a 3 x 3
# convolution from `between` to `out_channels`, a ReLU. Both have biases and keep H and W.


# %% answer="factorise_5x5"
def factorise_5x5(in_channels, between, out_channels):
    """Return a module that sees 5x5 cells through two 3x3 convolutions.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        between: channels between the two convolutions.
        out_channels: channels of the output (N, out_channels, H, W).

    Returns:
        An nn.Module.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Conv2d(in_channels, between, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(between, out_channels, 3, padding=1),
        nn.ReLU(),
    )
    ### END SOLUTION


# %% check="factorise_5x5"
check("factorise_5x5")

# %% [markdown]
# ## A row and a column
#
# The next step cuts a square kernel of n x n into a row of 1 x n and a column of n x 1. For n = 7 and equal channels
# that is $7 + 7 = 14$ weights in place of 49. `nn.Conv2d` takes a pair for the kernel and for the padding, in the
# order (vertical, horizontal).
#
# By hand, n = 3 and maps of 6 x 7. A kernel of 1 x 3 without padding gives 6 x 5: it lacks two columns and no row. So
# it is padded by one column on the left and one on the right, and by no row. With the column of 3 x 1 it is the other
# way round.
#
# Inception v3 has a batch norm behind each convolution. Its shift makes the bias of the convolution pointless: the
# batch norm subtracts the mean, and the bias with it. So the convolutions have `bias=False`.
#
# The layers of `AsymmetricConv`, in this order:
#
# 1. 1 x n convolution from `in_channels` to `between`, without bias; batch norm; ReLU
# 2. n x 1 convolution from `between` to `out_channels`, without bias; batch norm; ReLU
#
# n is odd, and H and W are kept. The batch norms are `nn.BatchNorm2d` with its own settings.


# %% answer="AsymmetricConv"
class AsymmetricConv(nn.Module):
    """See n x n cells through a row of 1 x n and a column of n x 1.

    Args:
        in_channels: channels of x (N, in_channels, H, W).
        between: channels between the two convolutions.
        out_channels: channels of the output.
        n: side of the square that is seen, odd.
    """

    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        ### BEGIN SOLUTION
        self.row = nn.Conv2d(in_channels, between, (1, n), padding=(0, n // 2), bias=False)
        self.row_norm = nn.BatchNorm2d(between)
        self.column = nn.Conv2d(between, out_channels, (n, 1), padding=(n // 2, 0), bias=False)
        self.column_norm = nn.BatchNorm2d(out_channels)
        ### END SOLUTION

    def forward(self, x):
        """Return (N, out_channels, H, W)."""
        ### BEGIN SOLUTION
        x = F.relu(self.row_norm(self.row(x)))
        return F.relu(self.column_norm(self.column(x)))
        ### END SOLUTION


# %% check="AsymmetricConv"
check("AsymmetricConv")

# %% [markdown]
# ## Worth knowing
#
# Two layers in a row are no full replacement. Without the ReLU, and with one channel between, a row and a column
# give only kernels that are the product of a column and a row. A blur is one; an edge along the diagonal is none. With
# more channels between, sums of such products come within reach.
