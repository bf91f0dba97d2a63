# %% [markdown]
# # A separable layer
#
# **35 minutes, medium.** Chapter *MobileNet*. Do `depthwise_conv2d` first.
#
# Afterwards you will have put the two steps of MobileNet's layer together, and can say why their order is not a
# matter of taste.
#
# Run the cells from top to bottom. `hint("depthwise_separable_conv2d")` in a cell of its own gives the next
# hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Two steps
#
# First the depthwise step, as in `depthwise_conv2d`: $C$ channels become $C \cdot m$ maps, each made from one
# channel. It has the stride and the padding, and no bias. Then the pointwise step: each output channel is a
# weighted sum of the maps, pixel by pixel, plus its bias.
#
# $$y[n, f, oh, ow] = b[f] + \sum_{c = 0}^{C \cdot m - 1} \text{maps}[n, c, oh, ow] \cdot v[f, c, 0, 0]$$
#
# The depthwise weight is $(C \cdot m, 1, KH, KW)$, the pointwise weight $v$ is $(C_{out}, C \cdot m, 1, 1)$. There
# is nothing between the two steps: no bias, no activation.
#
# By hand: two channels of one row, `[1, 2, 3]` and `[10, 20, 30]`. Depthwise kernels `[1, 1]` and `[-1, 1]` give the
# maps `[3, 5]` and `[10, 10]`. One output channel with the pointwise weights 2 and -1 and the bias 100:
# $100 + 2 \cdot 3 - 10 = 96$ and $100 + 2 \cdot 5 - 10 = 100$.

# %%
maps = np.array([[3, 5], [10, 10]]).reshape(1, 2, 1, 2)
v = np.array([2, -1]).reshape(1, 2, 1, 1)
print("first cell:", (maps[0, :, 0, 0] * v[0, :, 0, 0]).sum() + 100)

# %% [markdown]
# Copy your `depthwise_conv2d`, with its helper `pair`, into the answer cell, and call it. What holds there for
# whole numbers, views and arrays of the caller holds here.


# %% answer="depthwise_separable_conv2d"
def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    """Convolve each channel on its own, then mix the maps of each pixel.

    Args:
        x: images, shape (N, C, H, W), ints or floats.
        depthwise_weight: shape (C * m, 1, KH, KW).
        pointwise_weight: shape (C_out, C * m, 1, 1).
        bias: shape (C_out,), or None.
        stride: of the depthwise step, an int or a pair (vertical, horizontal).
        padding: of the depthwise step, an int or a pair.

    Returns:
        Array of shape (N, C_out, OH, OW).
    """
    ### BEGIN SOLUTION
    (SH, SW), (PH, PW) = (value if isinstance(value, tuple) else (value, value) for value in (stride, padding))
    C, (F, _, KH, KW) = x.shape[1], depthwise_weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))[:, :, ::SH, ::SW]
    windows = np.repeat(windows, F // C, axis=1)  # (N, F, OH, OW, KH, KW)
    maps = np.einsum("ncijkl,ckl->ncij", windows, depthwise_weight[:, 0])
    y = np.einsum("fc,ncij->nfij", pointwise_weight[:, :, 0, 0], maps)
    return y if bias is None else y + np.reshape(bias, (1, -1, 1, 1))
    ### END SOLUTION


# %% check="depthwise_separable_conv2d"
check("depthwise_separable_conv2d")

# %% [markdown]
# ## Heard in the wild: "mix the channels first and filter the result, it comes to the same"
#
# Say a filter of a dense layer reads $C$ channels, with a kernel for each. The claim: squash the $C$ channels to
# one, with a weight $a_c$ for each, and run a single kernel $k$ over the result. That is as cheap as it gets. It is
# the same as a filter whose kernels are $a_0 k, a_1 k, \dots$: all multiples of one kernel.
#
# So the claim holds for a filter whose kernels are multiples of one another, and for no other. How far is a filter
# from that? Write its kernels as rows of a matrix of shape $(C, KH \cdot KW)$. The singular values
# $s_0 \ge s_1 \ge \dots$ of the matrix, `np.linalg.svd(matrix, compute_uv=False)`, say how much of it can be
# written as multiples of one row: the nearest such matrix keeps $s_0^2$ of the energy $\sum_i s_i^2$. The energy is
# the sum of all squared weights. The rest is lost:
#
# $$\text{loss} = \frac{s_1^2 + s_2^2 + \dots}{s_0^2 + s_1^2 + s_2^2 + \dots}$$
#
# By hand: two channels with the kernels `[1, 2]` and `[3, 6]`. The second is 3 times the first, so $s_1 = 0$ and
# nothing is lost. With the kernels `[3, 0]` and `[0, 4]` the singular values are 4 and 3. The loss is
# $9 / 25 = 0.36$: the best squashed filter keeps the 4 and forgets the 3.


# %% answer="squash_loss"
def squash_loss(kernel):
    """Return which share of a filter is lost if its channels are squashed to one first.

    Args:
        kernel: one filter of a dense layer, shape (C, KH, KW), C >= 2, ints or floats.

    Returns:
        A float from 0 (nothing is lost) to below 1.
    """
    ### BEGIN SOLUTION
    energy = np.linalg.svd(kernel.reshape(len(kernel), -1), compute_uv=False) ** 2
    return float(energy[1:].sum() / energy.sum())
    ### END SOLUTION


# %% check="squash_loss"
check("squash_loss")

# %% [markdown]
# Now settle the claim for filters drawn by chance. Remove the `#` signs.

# %%
# rng = np.random.default_rng(0)
# for C in (2, 8, 64):
#     losses = [squash_loss(rng.normal(size=(C, 3, 3))) for _ in range(100)]
#     print(f"{C} channels: {np.mean(losses):.0%} of the filter are lost")

# %% [markdown]
# When is it right to mix the channels first, and what does a separable layer, which filters first, do better? Think
# of how many kernels each of the two has. Write two sentences here.
#
# *Your answer:*
