# %% [markdown]
# # Average pooling
#
# **30 minutes, medium.** Chapter *Pooling*. Do `max_pool2d` first.
#
# Afterwards you will have written the operation behind `torch.nn.AvgPool2d`, and know the flag that decides what
# happens at the edge.
#
# Run the cells from top to bottom. `hint("avg_pool2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


# %% [markdown]
# ## Step 1: the mean of each window
#
# The windows are those of `max_pool2d`, and so are `stride` and its default. Only the number that is kept differs: the
# sum of the window, divided by its $KH \cdot KW$ cells.
#
# By hand: a map with the rows `[1, 8, 2, 3]` and `[4, 7, 5, 6]`, windows of 2 x 2. The means are $20 / 4 = 5$ and
# $16 / 4 = 4$.

# %%
x = np.array([[1, 8, 2, 3], [4, 7, 5, 6]]).reshape(1, 1, 2, 4)
print(x[0, 0, :, 0:2].sum() / 4, x[0, 0, :, 2:4].sum() / 4)

# %% [markdown]
# ## Step 2: padding
#
# Padding adds zeros here: they change no sum. Do they count as cells? The argument `count_include_pad` decides.
#
# By hand, one row: `[6, 3]`, windows of 2, padding 1 on the left and right. Padded: `[0, 6, 3, 0]`. The windows hold
# 0, 6 and 3, 0.
#
# | `count_include_pad` | first window | second window |
# |---|---:|---:|
# | `True`, the default | $6 / 2 = 3$ | $3 / 2 = 1.5$ |
# | `False` | $6 / 1 = 6$ | $3 / 1 = 3$ |
#
# Write $x_p$ for the zero-padded map and $D$ for the divisor:
#
# $$y[n, c, oh, ow] = \frac{1}{D[oh, ow]} \sum_{kh, kw} x_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw]$$
#
# With `True`, $D$ is the number of cells of the window that lie in the padded map. With `False` it is the number that
# lie in `x`. A pixel of `x` that happens to be 0 is a cell like any other.
#
# ## Step 3: ceil_mode
#
# A window that hangs over the edge of the padded map adds up the cells that it has. What lies beyond the padding is
# never counted, whatever `count_include_pad` says.
#
# By hand, one row: `[2, 4, 6]`, windows of 2, `ceil_mode=True`. The windows hold 2, 4 and 6: the output is `[3, 6]`.
#
# ## The function
#
# - `kernel_size`, `stride` and `padding` are ints or pairs (vertical, horizontal). Padding is at most half of the
#   window. The number of windows is that of `pool_output_size`.
# - `x` may hold whole numbers; the means keep their fractions. From float32 either float32 or float64 may come.
# - `x` may be a view into a larger array. Leave its values as they are.


# %% answer="avg_pool2d"
def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """Return the mean of each window.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        kernel_size: rows and columns of a window, an int or a pair (vertical, horizontal).
        stride: cells from one window to the next, an int or a pair; None stands for kernel_size.
        padding: cells of zeros on each side, an int or a pair.
        ceil_mode: whether a last window may hang over the bottom or the right edge.
        count_include_pad: whether the zeros of the padding count as cells.

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
    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    counts = np.pad(np.ones((H, W)), ((PH, PH), (PW, PW)), constant_values=1 if count_include_pad else 0)
    y = np.empty((N, C, OH, OW))
    for oh in range(OH):
        for ow in range(OW):
            rows, cols = slice(oh * SH, oh * SH + KH), slice(ow * SW, ow * SW + KW)
            y[:, :, oh, ow] = padded[:, :, rows, cols].sum(axis=(2, 3)) / counts[rows, cols].sum()
    return y
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The results should be `[5, 4]`, `[3, 1.5]`, `[6, 3]` and `[3,
# 6]`, with axes of length 1 in front.

# %%
# row = np.array([[[[6, 3]]]])
# print(avg_pool2d(x, 2))
# print(avg_pool2d(row, (1, 2), padding=(0, 1)))
# print(avg_pool2d(row, (1, 2), padding=(0, 1), count_include_pad=False))
# print(avg_pool2d(np.array([[[[2, 4, 6]]]]), (1, 2), ceil_mode=True))

# %% check="avg_pool2d"
check("avg_pool2d")

# %% [markdown]
# ## Worth knowing
#
# At stride 1 average pooling is a convolution with a fixed kernel: every weight is $1 / (KH \cdot KW)$. Max pooling is
# no convolution, whatever the kernel.
