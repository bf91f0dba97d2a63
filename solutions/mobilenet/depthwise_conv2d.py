# %% [markdown]
# # A depthwise convolution
#
# **50 minutes, medium.** Chapter *MobileNet*. Do `cross_correlate2d` and `output_size` first; `conv2d` helps, but
# is not needed.
#
# Afterwards you will have written the first step of a separable layer, and inputs that show whether somebody
# else's is right.
#
# Run the cells from top to bottom. `hint("depthwise_conv2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


print(pair(2), pair((1, 3)))

# %% [markdown]
# ## Step 1: one filter a channel
#
# In a dense convolution a filter reads all channels. In a depthwise one it reads a single channel: filter 0
# reads channel 0, filter 1 reads channel 1, and nothing is summed over channels. As many maps come out as
# channels go in.
#
# `x` is $(N, C, H, W)$, `weight` is $(C, 1, KH, KW)$: the 1 says that a filter has a single kernel.
#
# $$y[n, c, oh, ow] = b[c] + \sum_{kh, kw} x[n, c, oh + kh, ow + kw] \cdot w[c, 0, kh, kw]$$
#
# By hand: two channels of one row each, `[1, 2, 3]` and `[10, 20, 30]`, kernels `[1, 1]` and `[-1, 1]`, no bias.
# Map 0 is `[3, 5]`, map 1 is `[10, 10]`. The channels never meet.

# %%
x = np.array([[1, 2, 3], [10, 20, 30]]).reshape(1, 2, 1, 3)
weight = np.array([[1, 1], [-1, 1]]).reshape(2, 1, 1, 2)
print("first cell of map 1:", (x[0, 1, :, 0:2] * weight[1, 0]).sum())

# %% [markdown]
# ## Step 2: several filters a channel
#
# A channel may have $m$ filters, each of which makes a map. `weight` is then $(C \cdot m, 1, KH, KW)$, so $m$
# follows from the two shapes. The maps of a channel are neighbours: map $c \cdot m + k$ is filter $k$ of
# channel $c$.
#
# $$y[n, c \cdot m + k, oh, ow] = b[c \cdot m + k]
# + \sum_{kh, kw} x[n, c, oh + kh, ow + kw] \cdot w[c \cdot m + k, 0, kh, kw]$$
#
# By hand: $C = 2$ and six filters, so $m = 3$. Filters 0, 1, 2 read channel 0; filters 3, 4, 5 read channel 1.
#
# ## Step 3: stride and padding
#
# They mean what they mean in `conv2d`: zeros around each channel, then windows that start at $oh \cdot SH$ and
# $ow \cdot SW$ of the padded channel. Windows that do not fit are dropped:
#
# $$OH = \left\lfloor \frac{H + 2\,PH - KH}{SH} \right\rfloor + 1 \qquad
# OW = \left\lfloor \frac{W + 2\,PW - KW}{SW} \right\rfloor + 1$$
#
# ## The function
#
# What the check relies on, besides the three steps (the part *any array* tries the last two points):
#
# - `stride` and `padding` are ints or pairs (vertical, horizontal).
# - `bias` has the shape $(C \cdot m,)$ or is `None`.
# - Images may hold whole numbers while the weights hold fractions; the result keeps the fractions. From float64
#   comes float64; from float32 either will do.
# - The arguments may be views into larger arrays. Leave their values as they are: the caller still needs them.


# %% answer="depthwise_conv2d"
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    """Convolve each channel with filters of its own.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        weight: filters, shape (C * m, 1, KH, KW).
        bias: shape (C * m,), or None.
        stride: cells from one window to the next, an int or a pair (vertical, horizontal).
        padding: cells of zeros on each side, an int or a pair.

    Returns:
        Array of shape (N, C * m, OH, OW).
    """
    ### BEGIN SOLUTION
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    padded = np.repeat(padded, F // C, axis=1)  # (N, F, H + 2 PH, W + 2 PW)
    y = np.empty((N, F, OH, OW), dtype=np.result_type(x, weight))
    for oh in range(OH):
        for ow in range(OW):
            window = padded[:, :, oh * SH : oh * SH + KH, ow * SW : ow * SW + KW]
            y[:, :, oh, ow] = (window * weight[:, 0]).sum(axis=(2, 3))
    return y if bias is None else y + np.reshape(bias, (1, F, 1, 1))
    ### END SOLUTION


# %% [markdown]
# Remove the `#` sign to try it on the case by hand. The result should hold `[[3, 5]]` and `[[10, 10]]`.

# %%
# print(depthwise_conv2d(x, weight))

# %% check="depthwise_conv2d"
check("depthwise_conv2d")

# %% [markdown]
# ## Write the test
#
# Somebody hands you a depthwise convolution. You cannot see its code; you may call it once. Which inputs would
# you give it? On an image of 1 x 1 x 4 x 4 ones, many wrong functions give the right result: with a square image
# nobody sees height and width mixed up, with a single channel nobody sees channels mixed up.
#
# Return inputs `(x, weight, bias, stride, padding)`. The check runs 76 wrong functions on them and counts those
# that give another result than the right one does. The three parts want 55, 68 and 75 of them noticed.
# `stride` and `padding` are ints up to 8 or pairs of them, `bias` is an array, and no array has more than
# 20,000 numbers. Draw the numbers from `rng` below with a fixed seed, so that your test is the same every time.


# %% answer="depthwise_test"
def depthwise_test():
    """Return inputs (x, weight, bias, stride, padding) on which wrong functions show."""
    rng = np.random.default_rng(0)
    ### BEGIN SOLUTION
    N, C, m, H, W, KH, KW = 2, 3, 2, 8, 11, 3, 2
    x = rng.normal(1, 1, (N, C, H, W))
    weight = -rng.normal(1, 1, (C * m, 1, KH, KW))
    bias = rng.normal(1, 1, C * m)
    return x, weight, bias, (2, 3), (1, 2)
    ### END SOLUTION


# %% check="depthwise_test"
check("depthwise_test")
