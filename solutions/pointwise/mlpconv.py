# %% [markdown]
# # The block of Network in Network
#
# **20 minutes, medium.** Chapter *1 x 1 convolutions*. Do `pointwise_conv2d` first, and read how a torch module is
# written: `__init__` makes the layers, `forward` runs them.
#
# Afterwards you will have written the block that brought 1 x 1 convolutions into networks.
#
# Name your layers as you like: the check compares what a block computes and how many numbers it learns. It gives every
# layer weights of its own choice first. Run the cells from top to bottom. `hint("MLPConv")` in a cell of its own gives
# the next hint.

# %%
import torch
from torch import nn

from cnncourse.checking import check, hint

# %% [markdown]
# ## The block
#
# A convolution slides a linear filter over the image. Network in Network slides a small network in its place: what the
# filters find in a pixel goes through two more layers, which mix the channels of that pixel. As convolutions, these two
# have 1 x 1 kernels.
#
# | step | kernel | padding | channels |
# |---|---|---|---|
# | convolution, ReLU | $K \times K$ | $K // 2$ | `in_channels` to `channels[0]` |
# | convolution, ReLU | 1 x 1 | none | `channels[0]` to `channels[1]` |
# | convolution, ReLU | 1 x 1 | none | `channels[1]` to `channels[2]` |
#
# $K$ is `kernel_size` and odd, so the maps keep their size; the stride is 1. All convolutions have biases. There is
# nothing else in the block.
#
# By hand, for `in_channels = 2`, `channels = (3, 4, 2)` and $K = 3$:
#
# - The first convolution learns $3 \cdot 2 \cdot 9 = 54$ weights and 3 biases.
# - The second learns $4 \cdot 3 = 12$ weights and 4 biases.
# - The third learns $2 \cdot 4 = 8$ weights and 2 biases.
#
# Together the block learns 83 numbers.

# %%
convolution = nn.Conv2d(2, 3, 5, padding=2)
print(convolution.weight.shape, convolution.bias.shape, convolution(torch.zeros(1, 2, 7, 8)).shape)


# %% answer="MLPConv"
class MLPConv(nn.Module):
    """Convolve, then mix the channels of each pixel twice; a ReLU follows each of the three convolutions.

    Args:
        in_channels: C of x.
        channels: three ints, the channels behind each convolution.
        kernel_size: K of the first convolution, an odd int.
    """

    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        ### BEGIN SOLUTION
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size // 2),
            nn.ReLU(),
            nn.Conv2d(channels[0], channels[1], 1),
            nn.ReLU(),
            nn.Conv2d(channels[1], channels[2], 1),
            nn.ReLU(),
        )
        ### END SOLUTION

    def forward(self, x):
        """Return y (N, channels[2], H, W) of x (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% check="MLPConv"
check("MLPConv")

# %% [markdown]
# ## Worth knowing
#
# The network has three such blocks. The last one ends with a map for each class; the mean of a map is the score of its
# class, and no fully connected layer is needed.
