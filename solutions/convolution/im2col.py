# %% [markdown]
# # A convolution as a matrix product
#
# **30 minutes, medium.** Chapter *Convolution*, section *Where did the time go?* Do `cross_correlate2d` and
# `output_size` first.
#
# Afterwards you can turn a convolution layer into one matrix product, and say what that costs in memory.
#
# Run the cells from top to bottom. `hint("im2col")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


# %% [markdown]
# ## The case by hand
#
# Computers are fast at matrix products. Each output cell of a convolution is the product of the filter,
# written as one long row, and the window, written as one long column. So write all windows as the columns of
# a matrix.
#
# The image has 2 rows and 3 columns, the kernel is 2 x 2. It fits at two positions, hence two columns; each
# window has four cells, hence four rows:
#
# $$x = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{bmatrix} \qquad
# \text{columns} = \begin{bmatrix} 1 & 2 \\ 2 & 3 \\ 4 & 5 \\ 5 & 6 \end{bmatrix}$$
#
# The first column reads the first window row by row. The kernel `[[1, 0], [0, 1]]` becomes the row
# `[1, 0, 0, 1]`, and row times matrix is `[6, 8]`, which is what the sliding kernel gives.

# %%
columns = np.array([[1, 2], [2, 3], [4, 5], [5, 6]])
print(np.array([1, 0, 0, 1]) @ columns)

# %% [markdown]
# ## The definition
#
# With $x_p$ the zero-padded input,
#
# $$\text{columns}[n,\; (c \cdot KH + kh) \cdot KW + kw,\; oh \cdot OW + ow]
# = x_p[n, c, oh \cdot SH + kh \cdot DH, ow \cdot SW + kw \cdot DW].$$
#
# In words: rows run over channels first, then over the rows of the kernel, then over its columns. This is the
# order in which `weight.reshape(F, C * KH * KW)` lists a filter. Columns run over the output cells, row by
# row.
#
# One way to get there in small steps:
#
# 1. Fill an array of six axes, $(N, C, KH, KW, OH, OW)$, for stride 1 without padding and dilation.
# 2. Reshape it to three. If its axes stand in this order, no transpose is needed.
# 3. Add padding, then stride, then dilation. The check lists what already passes.
#
# `stride`, `padding` and `dilation` are ints or pairs (vertical, horizontal), as is `kernel_size`. Windows
# that do not fit are dropped. `x` may be a view and may hold integers; leave its values as they are.


# %% answer="im2col"
def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    """Write the windows that a kernel sees as the columns of a matrix, one matrix for each image.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        kernel_size: taps of the kernel, an int or the pair (KH, KW).
        stride: cells from one window to the next, an int or a pair (vertical, horizontal).
        padding: cells of zeros on each side, an int or a pair.
        dilation: cells from one tap of the kernel to the next, an int or a pair.

    Returns:
        Array of shape (N, C * KH * KW, OH * OW).
    """
    ### BEGIN SOLUTION
    KH, KW = pair(kernel_size)
    (SH, SW), (PH, PW), (DH, DW) = pair(stride), pair(padding), pair(dilation)
    N, C, H, W = x.shape
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1

    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    columns = np.empty((N, C, KH, KW, OH, OW), dtype=x.dtype)
    for kh in range(KH):
        for kw in range(KW):
            rows = slice(kh * DH, kh * DH + (OH - 1) * SH + 1, SH)  # the cells that tap (kh, kw) meets
            cols = slice(kw * DW, kw * DW + (OW - 1) * SW + 1, SW)
            columns[:, :, kh, kw] = padded[:, :, rows, cols]
    return columns.reshape(N, C * KH * KW, OH * OW)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be the matrix above, with an axis of length
# 1 in front.

# %%
# im2col(np.array([[[[1, 2, 3], [4, 5, 6]]]]), kernel_size=2)

# %% check="im2col"
check("im2col")

# %% [markdown]
# ## Worth knowing
#
# The price of the one large product is memory: at stride 1 a 3 x 3 kernel copies almost every pixel nine
# times, so the matrix is nine times as large as the input. PyTorch calls this function
# `torch.nn.functional.unfold`; the libraries behind it cut the work into tiles, so that the large matrix
# never exists as a whole.
