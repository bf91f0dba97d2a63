# %% [markdown]
# # A convolution layer
#
# **60 minutes, hard.** Chapter *Convolution*, from *From one channel to a layer* to *Stride, padding,
# dilation*. Do `cross_correlate2d` and `output_size` first.
#
# Afterwards you will have written the operation behind `torch.nn.Conv2d`, with stride, padding, dilation and
# groups, and can say what each number in the shape of a weight stands for.
#
# You grow one function in five steps. Read a step, write it into the answer cell below the steps, run that
# cell and the check under it, and come back for the next. The check lists the parts that pass, so a step that
# is not yet written does not hide the others. `hint("conv2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


print(pair(2), pair((1, 3)))

# %% [markdown]
# ## Step 1: one image, one channel, one filter
#
# The arrays have four axes now. `x` is $(N, C, H, W)$: images, channels, rows, columns. `weight` is
# $(F, C, KH, KW)$: a block for each of $F$ filters (the chapter writes $C_{out}$ for $F$). The output is
# $(N, F, OH, OW)$. With $N = C = F = 1$ the numbers are those of `cross_correlate2d`, with two axes of length
# 1 in front:
#
# $$y[0, 0, oh, ow] = \sum_{kh, kw} x[0, 0, oh + kh, ow + kw] \cdot w[0, 0, kh, kw]$$

# %%
x = np.array([[1, 2, 3], [4, 5, 6]]).reshape(1, 1, 2, 3)
weight = np.array([[1, 0], [0, 1]]).reshape(1, 1, 2, 2)
print("first output cell:", (x[0, 0, 0:2, 0:2] * weight[0, 0]).sum())

# %% [markdown]
# ## Step 2: images, channels and filters
#
# A filter has one kernel for each input channel, and one bias. Its output cell is the sum over *all*
# channels, plus the bias. Each filter makes one channel of the output, each image is treated alike. If `bias`
# is `None`, nothing is added.
#
# $$y[n, f, oh, ow] = b[f] + \sum_{c, kh, kw} x[n, c, oh + kh, ow + kw] \cdot w[f, c, kh, kw]$$
#
# By hand: two channels, both windows 1 x 2. Channel 0 holds `[1, 2]` with kernel `[1, 1]`, channel 1 holds
# `[5, 5]` with kernel `[1, -1]`, and $b = 10$. The output cell is $3 + 0 + 10 = 13$: the bias comes once, not
# once a channel.

# %%
window = np.array([[[1, 2]], [[5, 5]]])  # (C, KH, KW)
one_filter = np.array([[[1, 1]], [[1, -1]]])  # (C, KH, KW)
print("output cell:", (window * one_filter).sum() + 10)

# %% [markdown]
# ## Step 3: stride and padding
#
# Padding puts zeros around each channel, $PH$ rows above and as many below, $PW$ columns on the left and on
# the right. Call the padded input $x_p$. The window of output cell $(oh, ow)$ starts at
# $(oh \cdot SH, ow \cdot SW)$:
#
# $$y[n, f, oh, ow] = b[f] + \sum_{c, kh, kw}
# x_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw] \cdot w[f, c, kh, kw]$$
#
# By hand, one row: `[1, 2, 3, 4]`, kernel `[1, 1]`, stride 3, padding (0, 1). Padded: `[0, 1, 2, 3, 4, 0]`.
# Windows start at 0 and 3, the output is `[1, 7]`. A window that would reach beyond the padded input is
# dropped: $OH$ and $OW$ come from your formula in `output_size`, which you can copy.

# %%
print(np.pad(x[0, 0], ((1, 1), (2, 2))))  # padding (1, 2)

# %% [markdown]
# ## Step 4: dilation
#
# The taps of the kernel lie $D$ cells apart, so the kernel reaches over $D\,(K - 1) + 1$ cells.
#
# $$y[n, f, oh, ow] = b[f] + \sum_{c, kh, kw}
# x_p[n, c, oh \cdot SH + kh \cdot DH, ow \cdot SW + kw \cdot DW] \cdot w[f, c, kh, kw]$$
#
# By hand, one row: `[1, 2, 3, 4, 5]`, kernel `[1, 1, 1]`, dilation 2. It fits once: $1 + 3 + 5 = 9$.

# %%
row = np.array([1, 2, 3, 4, 5])
print(row[0:5:2], "sums to", row[0:5:2].sum())

# %% [markdown]
# ## Step 5: groups
#
# With $G$ groups the input channels are cut into $G$ blocks of neighbours, and so are the filters. Filters of
# block $g$ see the channels of block $g$ and no others. So a filter has $C / G$ kernels, and `weight` has the
# shape $(F, C/G, KH, KW)$. Filter $f$ belongs to block $g = \lfloor f / (F/G) \rfloor$ and reads channel
# $g \cdot C/G + c$ where it read channel $c$ before.
#
# By hand: $C = 4$, $F = 6$, $G = 2$. Filters 0, 1, 2 read channels 0, 1; filters 3, 4, 5 read channels 2, 3.
#
# ## The function
#
# What the check relies on, besides the five steps (the part *any array* tries the last two points):
#
# - `stride`, `padding` and `dilation` are ints or pairs (vertical, horizontal). Padding is the same on both
#   sides.
# - `bias` has the shape $(F,)$ or is `None`.
# - Images may hold whole numbers while the weights hold fractions; the result keeps the fractions. From
#   float64 comes float64; from float32 either will do.
# - The arguments may be views into larger arrays. Leave their values as they are: the caller still needs
#   them.


# %% answer="conv2d"
def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Apply a convolution layer: each filter slides over each image.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        weight: filters, shape (F, C / groups, KH, KW).
        bias: shape (F,), or None.
        stride: cells from one window to the next, an int or a pair (vertical, horizontal).
        padding: cells of zeros on each side, an int or a pair.
        dilation: cells from one tap of the kernel to the next, an int or a pair.
        groups: number of blocks that channels and filters are cut into; divides C and F.

    Returns:
        Array of shape (N, F, OH, OW), with OH and OW as in output_size.
    """
    ### BEGIN SOLUTION
    (SH, SW), (PH, PW), (DH, DW) = pair(stride), pair(padding), pair(dilation)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    reach_h, reach_w = DH * (KH - 1) + 1, DW * (KW - 1) + 1
    OH = (H + 2 * PH - reach_h) // SH + 1
    OW = (W + 2 * PW - reach_w) // SW + 1

    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    padded = padded.reshape(N, groups, C // groups, H + 2 * PH, W + 2 * PW)
    filters = weight.reshape(groups, F // groups, C // groups, KH, KW)
    y = np.empty((N, F, OH, OW), dtype=np.result_type(x, weight))
    for oh in range(OH):
        for ow in range(OW):
            top, left = oh * SH, ow * SW
            window = padded[..., top : top + reach_h : DH, left : left + reach_w : DW]  # (N, G, C/G, KH, KW)
            y[:, :, oh, ow] = np.einsum("ngckl,gfckl->ngf", window, filters).reshape(N, F)
    return y if bias is None else y + np.reshape(bias, (1, F, 1, 1))
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The results should be `[[[[16, 18]]]]` and
# `[[[[1, 7]]]]`.

# %%
# print(conv2d(x, weight, bias=np.array([10])))
# print(conv2d(np.array([[[[1, 2, 3, 4]]]]), np.array([[[[1, 1]]]]), stride=3, padding=(0, 1)))

# %% check="conv2d"
check("conv2d")

# %% [markdown]
# ## Worth knowing
#
# With `groups=C` each channel gets filters of its own: that is the depthwise convolution of MobileNet. Your
# function is slow if Python runs the loops over the output; the exercise `im2col` turns the whole layer into
# one matrix product.
