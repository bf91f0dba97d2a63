# %% [markdown]
# # The gradients of a convolution
#
# **60 minutes, hard.** Chapter *Convolution*, section *The way back*. Do `conv2d` first.
#
# Afterwards you can derive the backward pass of a layer by asking of each number where it was used, and you
# will have written the one that `loss.backward()` runs for `torch.nn.Conv2d`.
#
# Run the cells from top to bottom. `hint("conv2d_backward")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint


def pair(value):
    """Return (vertical, horizontal) for an int or a pair."""
    return (value, value) if np.ndim(value) == 0 else tuple(value)


# %% [markdown]
# ## The case by hand
#
# Training asks: if this number were a little larger, how would the loss $L$ change? The layer behind has
# already answered for the output: `dy` holds $\partial L / \partial y$ for each output cell. Your task is to
# pass the answer on to `x`, `weight` and `bias`.
#
# One row: $x = [1, 2, 3]$, $w = [10, 1]$, $b = 0$. The output has two cells:
#
# $$y_0 = 10\,x_0 + 1\,x_1 + b \qquad\qquad y_1 = 10\,x_1 + 1\,x_2 + b$$
#
# Let `dy` be $[1, 2]$. Go through the numbers and ask where each was used:
#
# | number | used in | gradient |
# |---|---|---:|
# | $x_0$ | $y_0$, times 10 | $1 \cdot 10 = 10$ |
# | $x_1$ | $y_0$, times 1, and $y_1$, times 10 | $1 \cdot 1 + 2 \cdot 10 = 21$ |
# | $x_2$ | $y_1$, times 1 | $2 \cdot 1 = 2$ |
# | $w_0$ | $y_0$, times $x_0$, and $y_1$, times $x_1$ | $1 \cdot 1 + 2 \cdot 2 = 5$ |
# | $w_1$ | $y_0$, times $x_1$, and $y_1$, times $x_2$ | $1 \cdot 2 + 2 \cdot 3 = 8$ |
# | $b$ | $y_0$ and $y_1$ | $1 + 2 = 3$ |
#
# A number that was used more than once collects the sum over its uses. This is the whole idea.

# %%
x = np.array([1, 2, 3])
w = np.array([10, 1])
dy = np.array([1, 2])
nudged = x + np.array([0, 1e-6, 0])  # does the loss really change 21 times as fast as x[1]?
print((dy * (np.correlate(nudged, w) - np.correlate(x, w))).sum() / 1e-6)

# %% [markdown]
# ## The definition
#
# With $x_p$ the zero-padded input, the layer computed
#
# $$y[n, f, oh, ow] = b[f] + \sum_{c, kh, kw}
# x_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw] \cdot w[f, c, kh, kw].$$
#
# Each product in this sum ties one output cell to one cell of $x_p$ and to one weight. Both get their share:
#
# $$\begin{aligned}
# dx_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw] &\mathrel{+}= dy[n, f, oh, ow] \cdot w[f, c, kh, kw] \\
# dw[f, c, kh, kw] &\mathrel{+}= dy[n, f, oh, ow] \cdot x_p[n, c, oh \cdot SH + kh, ow \cdot SW + kw]
# \end{aligned}$$
#
# The bias is added once to each output cell: $db[f] \mathrel{+}= dy[n, f, oh, ow]$.
#
# One way to get there in small steps. The check looks at each gradient by itself first; until you get to one,
# return zeros of its shape.
#
# 1. `dbias`, shape $(F,)$: sum `dy` over images and output cells.
# 2. `dweight`: go over the windows of the padded input, as in `conv2d`. Sums, not means: a loss that is a
#    mean over the batch has divided `dy` already.
# 3. `dx` at stride 1: a padded array of zeros, to which each window is added.
# 4. Stride: a window starts where it started in `conv2d`. Cells that no window reads keep the gradient 0.
# 5. Padding: cut the border off. If the padding is 0, a slice `p:-p` is empty; `p:p + H` is not.
#
# There is no dilation and there are no groups here. `stride` and `padding` are ints or pairs (vertical,
# horizontal). The arguments may be views; leave their values as they are (the part *inputs kept*).


# %% answer="conv2d_backward"
def conv2d_backward(dy, x, weight, stride=1, padding=0):
    """Pass the gradient of a convolution layer on to its input, weight and bias.

    Args:
        dy: gradient of the loss with respect to the output, shape (N, F, OH, OW).
        x: images that the layer was given, shape (N, C, H, W).
        weight: filters, shape (F, C, KH, KW).
        stride: as in conv2d, an int or a pair (vertical, horizontal).
        padding: as in conv2d, an int or a pair.

    Returns:
        The tuple (dx, dweight, dbias), of shapes (N, C, H, W), (F, C, KH, KW) and (F,).
    """
    ### BEGIN SOLUTION
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    H, W = x.shape[2:]
    KH, KW = weight.shape[2:]
    OH, OW = dy.shape[2:]

    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    dpadded = np.zeros(padded.shape, dtype=np.result_type(dy, weight))
    dweight = np.zeros(weight.shape, dtype=np.result_type(dy, x))
    for oh in range(OH):
        for ow in range(OW):
            rows, cols = slice(oh * SH, oh * SH + KH), slice(ow * SW, ow * SW + KW)
            cell = dy[:, :, oh, ow]  # (N, F)
            dweight += np.einsum("nf,nckl->fckl", cell, padded[:, :, rows, cols])
            dpadded[:, :, rows, cols] += np.einsum("nf,fckl->nckl", cell, weight)
    dx = dpadded[:, :, PH : PH + H, PW : PW + W]
    return dx, dweight, dy.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The results should be `[10, 21, 2]`, `[5, 8]` and `[3]`, with
# axes of length 1 in front.

# %%
# conv2d_backward(dy.reshape(1, 1, 1, 2), x.reshape(1, 1, 1, 3), w.reshape(1, 1, 1, 2))

# %% check="conv2d_backward"
check("conv2d_backward")

# %% [markdown]
# ## Worth knowing
#
# Look at `dx` once more: every output cell spreads its gradient over a window, scaled by the kernel. Used as
# a layer of its own, to enlarge images, this is the *transposed convolution*. In the same way, `dweight` is a
# convolution too: the input is the image and `dy` is the kernel.
