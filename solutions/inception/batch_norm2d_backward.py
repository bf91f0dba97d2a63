# %% [markdown]
# # The gradients of a batch norm
#
# **60 minutes, hard.** Chapter *Inception*. Do `batch_norm2d` first; `conv2d_backward` of the topic convolution
# explains the idea of a backward pass.
#
# Afterwards you can derive the gradient of a layer in which every output depends on every input of a channel.
#
# Run the cells from top to bottom. `hint("batch_norm2d_backward")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# `dy` holds the gradient of the loss for each output. Take one channel with the six values 1, 1, 5, 1, 5, 5 from
# `batch_norm2d`: mean 3, root 2 (with eps 0), and
#
# | | | | | | | | sum |
# |---|---:|---:|---:|---:|---:|---:|---:|
# | $\hat x = (x - 3) / 2$ | −1 | −1 | 1 | −1 | 1 | 1 | 0 |
# | dy | 6 | 0 | 0 | 0 | 0 | 12 | 18 |
# | dy · $\hat x$ | −6 | 0 | 0 | 0 | 0 | 12 | 6 |
#
# The bias is added to each of the six outputs, so `dbias` is the sum of dy, 18. The weight multiplies $\hat x$ in each
# of them, so `dweight` is the sum of dy · $\hat x$, 6.
#
# And `dx`? Raise the first value a little. Three things happen:
#
# 1. Its own output rises.
# 2. The mean rises, by a sixth of that, and *all six* outputs fall.
# 3. The variance changes, and *all six* outputs move towards 0 or away from it.
#
# Whoever forgets 2 and 3 gets gradients that look sensible and are wrong. See it with numbers: nudge the first value,
# and compare the change of the loss with 6 · weight / root, which is what 1 alone would give (weight is 2 here):

# %%
x = np.array([1.0, 1, 5, 1, 5, 5])
dy = np.array([6.0, 0, 0, 0, 0, 12])


def normalise(x, weight=2.0):
    return weight * (x - x.mean()) / np.sqrt(x.var())


nudge = 1e-6 * np.array([1, 0, 0, 0, 0, 0])
print("nudged:", (dy * (normalise(x + nudge) - normalise(x))).sum() / 1e-6, "  by 1 alone:", 6 * 2 / 2)

# %% [markdown]
# ## The derivation
#
# For one channel, with $M = N \cdot H \cdot W$ values $x_i$, the root $r = \sqrt{\text{var} + \text{eps}}$ and
# $\hat x_i = (x_i - \text{mean}) / r$, the layer computed $y_i = w\,\hat x_i + b$. The sums go over all values of the
# channel:
#
# $$db = \sum_i dy_i \qquad dw = \sum_i dy_i\,\hat x_i$$
#
# For $dx_j$ go back through $\hat x$. What it takes to know how $\hat x_i$ depends on $x_j$:
#
# - directly, if $i = j$: by $1 / r$
# - through the mean, $\partial\,\text{mean} / \partial x_j = 1 / M$
# - through the root, $\partial r / \partial x_j = \hat x_j / M$ (from
#   $\text{var} = \frac{1}{M} \sum_i (x_i - \text{mean})^2$; that the mean moves as well plays no part here, since the
#   distances $x_i - \text{mean}$ sum to 0)
#
# Multiply each of the three by $dy_i\,w$, sum over $i$, and write the result with $db$ and $dw$. One line remains. On
# the case by hand it has to give 4, −2, −4, −2, −4, 8 for weight 2: the first of these is the nudged number from above.
#
# One way to get there in small steps. The check looks at each gradient by itself first; until you get to one,
# return zeros of its shape.
#
# 1. `dbias`, shape $(C,)$: a sum, not a mean. A loss that is a mean over the batch has divided `dy` already.
# 2. `dweight`, shape $(C,)$: compute $\hat x$ again, with the biased variance, as the forward pass in training did.
# 3. `dx`, shape $(N, C, H, W)$.
# 4. *any array*: the arguments may be views; leave their values as they are.


# %% answer="batch_norm2d_backward"
def batch_norm2d_backward(dy, x, weight, eps):
    """Pass the gradient of a batch norm in training on to its input, weight and bias.

    Args:
        dy: gradient of the loss with respect to the output, shape (N, C, H, W).
        x: images that the layer was given, shape (N, C, H, W).
        weight: scale of each channel, shape (C,).
        eps: as in batch_norm2d.

    Returns:
        The tuple (dx, dweight, dbias), of shapes (N, C, H, W), (C,) and (C,).
    """
    ### BEGIN SOLUTION
    axes = (0, 2, 3)
    M = x[:, 0].size
    root = np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    xhat = (x - x.mean(axis=axes, keepdims=True)) / root
    dbias = dy.sum(axis=axes, keepdims=True)
    dweight = (dy * xhat).sum(axis=axes, keepdims=True)
    dx = weight.reshape(1, -1, 1, 1) / root * (dy - dbias / M - xhat * dweight / M)
    return dx, dweight.ravel(), dbias.ravel()
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand.

# %%
# batch_norm2d_backward(dy.reshape(2, 1, 1, 3), x.reshape(2, 1, 1, 3), np.array([2.0]), 0.0)

# %% check="batch_norm2d_backward"
check("batch_norm2d_backward")

# %% [markdown]
# ## Worth knowing
#
# Sum `dx` over a channel: it is 0, and so is the sum of `dx` times $\hat x$ when eps is 0. Adding a constant to all
# inputs, or stretching them, changes no output; so the loss cannot want it.
