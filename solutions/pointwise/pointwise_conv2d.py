# %% [markdown]
# # Mix the channels: a 1 x 1 convolution
#
# **20 minutes, easy.** Chapter *1 x 1 convolutions*. You need to know how an array is indexed; no other exercise.
#
# Afterwards you will have written the layer that narrows the maps in GoogLeNet and ResNet, and that does most of
# MobileNet's work.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run the cell,
# then run the check below it. `hint("pointwise_conv2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# One image of 3 channels, 1 row and 2 columns:
#
# | channel | left pixel | right pixel |
# |---|---:|---:|
# | 0 | 3 | 0 |
# | 1 | 1 | 4 |
# | 2 | 2 | 5 |
#
# Filter 0 has the weights 1, 0, -1 and the bias 10. At the left pixel it gives
# $1 \cdot 3 + 0 \cdot 1 - 1 \cdot 2 + 10 = 11$, at the right one $0 + 0 - 5 + 10 = 5$.
#
# Filter 1 has the weights 2, 1, 0 and the bias 0. It gives $6 + 1 + 0 = 7$ and $0 + 4 + 0 = 4$.
#
# Two maps come out: `[11, 5]` and `[7, 4]`. No pixel has looked at its neighbour.

# %%
x = np.array([[3, 0], [1, 4], [2, 5]]).reshape(1, 3, 1, 2)  # (N, C, H, W)
weight = np.array([[1, 0, -1], [2, 1, 0]]).reshape(2, 3, 1, 1)  # (C_out, C, 1, 1)
bias = np.array([10, 0])
print(x[0, :, 0, 0], weight[0, :, 0, 0])

# %% [markdown]
# ## In letters
#
# `x` is $(N, C, H, W)$: images, channels, rows, columns. `weight` is $(C_{out}, C, 1, 1)$: filter, channel, and the
# kernel's one row and one column. `bias` is $(C_{out},)$ or `None`. The result is $(N, C_{out}, H, W)$.
#
# $$y[n, f, h, w] = b[f] + \sum_{c} x[n, c, h, w] \cdot \text{weight}[f, c, 0, 0]$$
#
# Small steps:
#
# 1. one filter, no bias: one map is a sum of $C$ maps, each times a number
# 2. several filters: a map for each, in the order of the filters
# 3. the bias, where there is one
# 4. any arrays: `x` may hold whole numbers while the weights do not. `np.result_type(x, weight)` is a dtype that suits
#    both. `x` may be a view that skips cells of its memory. The arrays stay the caller's: do not write into them.
#
# Use loops or matrix products as you like, but no ready convolution. If you reshape, mind which axis comes to lie next
# to which.


# %% answer="pointwise_conv2d"
def pointwise_conv2d(x, weight, bias=None):
    """Mix the channels of each pixel.

    Args:
        x: images (N, C, H, W), whole numbers or floats.
        weight: filters (C_out, C, 1, 1).
        bias: (C_out,), or None for none.

    Returns:
        An array (N, C_out, H, W).
    """
    ### BEGIN SOLUTION
    y = np.einsum("fc,nchw->nfhw", weight[:, :, 0, 0], x)
    if bias is not None:
        y = y + np.reshape(bias, (1, -1, 1, 1))
    return y
    ### END SOLUTION


# %% [markdown]
# Remove the `#` sign to try it on the case by hand. The result should hold `[[11, 5]]` and `[[7, 4]]`.

# %%
# print(pointwise_conv2d(x, weight, bias))

# %% check="pointwise_conv2d"
check("pointwise_conv2d")

# %% [markdown]
# ## Worth knowing
#
# Grey from red, green and blue is such a layer with one filter: 0.299, 0.587, 0.114. Here the weights are learnt, and
# there are more of them.
