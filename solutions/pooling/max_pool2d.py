# %% [markdown]
# # Max pooling
#
# **40 minutes, medium.** Chapter *Pooling*. Do `pool_output_size` first.
#
# Afterwards you will have written the operation behind `torch.nn.MaxPool2d`, with stride, padding and `ceil_mode`, and
# can say why its padding holds no zeros.
#
# You grow one function in four steps. Read a step, write it into the answer cell below the steps, run that cell and
# the check under it, and come back for the next. The check lists the parts that pass. `hint("max_pool2d")` in a cell
# of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


print(pair(2), pair((1, 3)))

# %% [markdown]
# ## Step 1: windows side by side
#
# By hand: a map of 2 x 4 and windows of 2 x 2.
#
# | | | | |
# |---:|---:|---:|---:|
# | 1 | 8 | -2 | -3 |
# | 4 | 7 | -5 | -6 |
#
# The left window holds 1, 8, 4, 7: its maximum is 8. The right one holds -2, -3, -5, -6: its maximum is -2, and not 0.
# The output is `[[8, -2]]`.
#
# `x` has the shape $(N, C, H, W)$: images, maps, rows, columns. Each map of each image is pooled by itself, so the
# output has the shape $(N, C, OH, OW)$. The window has $KH$ rows and $KW$ columns:
#
# $$y[n, c, oh, ow] = \max_{kh, kw}\; x[n, c, oh \cdot KH + kh, ow \cdot KW + kw]$$
#
# with $kh$ from 0 to $KH - 1$ and $kw$ from 0 to $KW - 1$. Rows and columns that fill no window are dropped.

# %%
x = np.array([[1, 8, -2, -3], [4, 7, -5, -6]]).reshape(1, 1, 2, 4)
print(x[0, 0, 0:2, 0:2].max(), x[0, 0, 0:2, 2:4].max())

# %% [markdown]
# ## Step 2: stride
#
# The stride $(SH, SW)$ is the step from one window to the next. `None` stands for the size of the window. With another
# stride the windows overlap or leave gaps:
#
# $$y[n, c, oh, ow] = \max_{kh, kw}\; x[n, c, oh \cdot SH + kh, ow \cdot SW + kw]$$
#
# By hand, one row: `[1, 5, 2, 4, 3]`, windows of 3, stride 2. They hold 1, 5, 2 and 2, 4, 3: the output is `[5, 4]`.
#
# ## Step 3: padding
#
# Padding puts $PH$ rows above and below, $PW$ columns left and right. The window of $(oh, ow)$ starts at row
# $oh \cdot SH - PH$ and column $ow \cdot SW - PW$ of `x`. Cells outside of `x` never win. A zero would: in a map of
# negative numbers it is the largest. So padding must be smaller than anything that `x` can hold.
#
# By hand, one row: `[-4, -1, -3]`, windows of 2, stride 2, padding 1 on the left and right. The first window holds
# a cell of padding and -4, the second -1 and -3: the output is `[-4, -1]`.
#
# ## Step 4: ceil_mode
#
# With `ceil_mode=True` a last window may hang over the bottom or the right edge, if it starts inside the map or in the
# padding before it. It takes the maximum of the cells that it has. The number of windows comes from your
# `pool_output_size`, which you can copy.
#
# By hand, one row: `[1, 2, 3]`, windows of 2. Without `ceil_mode` the output is `[2]`, with it `[2, 3]`.
#
# ## The function
#
# What the check relies on, besides the four steps (the part *any array* tries the last two points):
#
# - `kernel_size`, `stride` and `padding` are ints or pairs (vertical, horizontal). Padding is at most half of the
#   window.
# - `x` may hold whole numbers, or numbers far below 0. The result may be of any dtype that holds the maxima.
# - `x` may be a view into a larger array. Leave its values as they are.


# %% answer="max_pool2d"
def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Return the largest number of each window.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        kernel_size: rows and columns of a window, an int or a pair (vertical, horizontal).
        stride: cells from one window to the next, an int or a pair; None stands for kernel_size.
        padding: cells added on each side, which never win, an int or a pair.
        ceil_mode: whether a last window may hang over the bottom or the right edge.

    Returns:
        Array of shape (N, C, OH, OW), with OH and OW as in pool_output_size.
    """
    ### BEGIN SOLUTION
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape

    def count(size, kernel, step, margin):
        room = size + 2 * margin - kernel
        if not ceil_mode:
            return room // step + 1
        windows = -(-room // step) + 1
        return windows - 1 if (windows - 1) * step >= size + margin else windows

    OH, OW = count(H, KH, SH, PH), count(W, KW, SW, PW)
    padded = np.full((N, C, H + 2 * PH, W + 2 * PW), -np.inf)
    padded[:, :, PH : PH + H, PW : PW + W] = x
    y = np.empty((N, C, OH, OW))
    for oh in range(OH):
        for ow in range(OW):
            window = padded[:, :, oh * SH : oh * SH + KH, ow * SW : ow * SW + KW]  # cut short at the edge
            y[:, :, oh, ow] = window.max(axis=(2, 3))
    return y
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The results should be `[8, -2]`, `[5, 4]`, `[-4, -1]` and
# `[2, 3]`, with axes of length 1 in front.

# %%
# print(max_pool2d(x, 2))
# print(max_pool2d(np.array([[[[1, 5, 2, 4, 3]]]]), (1, 3), stride=(1, 2)))
# print(max_pool2d(np.array([[[[-4, -1, -3]]]]), (1, 2), padding=(0, 1)))
# print(max_pool2d(np.array([[[[1, 2, 3]]]]), (1, 2), ceil_mode=True))

# %% check="max_pool2d"
check("max_pool2d")

# %% [markdown]
# ## Worth knowing
#
# AlexNet pools 3 x 3 windows with stride 2, so its windows overlap; VGG pools 2 x 2 side by side. Nothing is learned
# in either: pooling has no parameters.
