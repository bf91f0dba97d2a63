# %% [markdown]
# # A fully connected layer is a convolution
#
# **15 minutes, medium.** Chapter *1 x 1 convolutions*. Do `pointwise_conv2d` first.
#
# Afterwards you can turn the fully connected layers at the end of a network into convolutions. The network then takes
# images of any size, without being trained again.
#
# Run the cells from top to bottom. `hint("linear_as_pointwise")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# A network ends with $C$ maps of $H \times W$. They are *flattened* to a row of numbers, and two fully connected layers
# follow. Take $C = 2$ maps of one row and two columns:
#
# - `x[0]` is `[[3, 1]]`, and `x[1]` is `[[0, 2]]`.
# - Flattened: `[3, 1, 0, 2]`. First all of channel 0, then all of channel 1; within a channel, row by row.
# - One output of the first layer has the weights `[5, 6, 7, 8]`. It gives $15 + 6 + 0 + 16 = 37$.
#
# The same as a convolution: a kernel as large as the maps fits on them once. Its weights on channel 0 are `[[5, 6]]`,
# on channel 1 `[[7, 8]]`. It gives $15 + 6 + 0 + 16 = 37$ in a map of one pixel.
#
# The second layer reads what the first puts out: one pixel with a number for each output. A 1 x 1 convolution does
# that.

# %%
x = np.array([[[3, 1]], [[0, 2]]])  # (C, H, W)
print(x.flatten())

# %% [markdown]
# ## In letters
#
# | | weight of the layer | kernel of the convolution |
# |---|---|---|
# | first layer | $(F_1, C \cdot H \cdot W)$ | $(F_1, C, H, W)$ |
# | second layer | $(F_2, F_1)$ | $(F_2, F_1, 1, 1)$ |
#
# Row $f$ of a weight belongs to output $f$. Biases stay as they are, so they are not part of this exercise. Given are
# both weights, and $H$ and $W$; $C$ follows from them. No number changes: only its place does.


# %% answer="linear_as_pointwise"
def linear_as_pointwise(weight1, weight2, height, width):
    """Return the kernels of two convolutions that do what two fully connected layers do.

    Args:
        weight1: (F1, C * height * width), of the layer that reads the flattened maps.
        weight2: (F2, F1), of the layer behind it.
        height: H of the maps.
        width: W of the maps.

    Returns:
        The pair (kernel1, kernel2), of shapes (F1, C, height, width) and (F2, F1, 1, 1).
    """
    ### BEGIN SOLUTION
    kernel1 = weight1.reshape(len(weight1), -1, height, width)
    kernel2 = weight2[:, :, None, None]
    return kernel1, kernel2
    ### END SOLUTION


# %% check="linear_as_pointwise"
check("linear_as_pointwise")

# %% [markdown]
# Now use it. The head below was made for 4 maps of 3 x 5. Remove the `#` signs: both ways give the same numbers. Then
# make the maps larger, which the fully connected layers could not read.

# %%
from cnncourse.numpy import conv2d

rng = np.random.default_rng(0)
weight1, weight2 = rng.normal(size=(6, 60)), rng.normal(size=(2, 6))
x = rng.normal(size=(1, 4, 3, 5))
# kernel1, kernel2 = linear_as_pointwise(weight1, weight2, 3, 5)
# print(weight2 @ np.maximum(weight1 @ x.flatten(), 0))
# print(conv2d(np.maximum(conv2d(x, kernel1), 0), kernel2).flatten())
# larger = rng.normal(size=(1, 4, 6, 9))
# print(conv2d(np.maximum(conv2d(larger, kernel1), 0), kernel2).shape)

# %% [markdown]
# **Your verdict** (double-click to write, two sentences): what does each number of the last result say, and about which
# part of the larger maps?
#
# ...
