# %% [markdown]
# # Three claims, judged by numbers
#
# **30 minutes, easy to medium.** Chapter *Inception*. Do `ledger` and `batch_norm2d` first.
#
# Each of the three sentences below is found in tutorials. You write the function whose numbers settle it; then you
# write down in your own words what is right about the sentence and what is not.
#
# Run the cells from top to bottom. `hint("pair_weights")` in a cell of its own gives the next hint for this function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## First claim
#
# > A 1 x 1 convolution in front makes a large convolution ten times cheaper.
#
# Count multiply-adds. *Direct*: one k x k convolution from `c_in` to `c_out` channels. *Reduced*: a 1 x 1 convolution
# from `c_in` to `c_reduce` channels, then k x k from there to `c_out`. All maps have the same size, so one cell is
# enough.
#
# By hand: 4 channels in, 2 out, a 3 x 3 kernel. Direct, a cell takes $9 \cdot 4 \cdot 2 = 72$ multiply-adds. With a
# reduction to 1 channel it takes $4 \cdot 1 + 9 \cdot 1 \cdot 2 = 22$. The reduced way is
# $72 / 22 \approx 3.27$ times cheaper. That number is asked for; below 1 it means dearer.


# %% answer="reduction_saving"
def reduction_saving(c_in, c_reduce, c_out, kernel_size):
    """Return how many times fewer multiply-adds the reduced way takes than the direct one.

    Args:
        c_in: channels that come in.
        c_reduce: channels behind the 1x1 convolution.
        c_out: channels that go out.
        kernel_size: side of the large kernel, an int.

    Returns:
        A float: direct divided by reduced.
    """
    ### BEGIN SOLUTION
    area = kernel_size * kernel_size
    direct = area * c_in * c_out
    reduced = c_in * c_reduce + area * c_reduce * c_out
    return direct / reduced
    ### END SOLUTION


# %% check="reduction_saving"
check("reduction_saving")

# %% [markdown]
# Look at the two branches of GoogLeNet's block 3a, 192 channels in: 5 x 5 to 32 through 16, and 3 x 3 to 128
# through 96. Then find a reduction that makes a layer dearer.

# %%
# print(reduction_saving(192, 16, 32, 5), reduction_saving(192, 96, 128, 3))

# %% [markdown]
# What is right about the claim, and what is not?
#
# *(your words)*
#
# ## Second claim
#
# > GoogLeNet's first layer, 7 x 7 from 3 to 64 channels, is used as 7 x 1 and then 1 x 7. So it has
# > $(7 + 7) \cdot 64 \cdot 3 = 2{,}688$ weights.
#
# Count weights, without biases. *Square*: one n x n convolution from `c_in` to `c_out` channels. *Pair*: n x 1 from
# `c_in` to `between` channels, then 1 x n from `between` to `c_out`.
#
# By hand: n = 3 and 2 channels throughout. The square has $9 \cdot 2 \cdot 2 = 36$ weights. The pair has
# $3 \cdot 2 \cdot 2 = 12$ in its first layer and as many in its second, 24 together.


# %% answer="pair_weights"
def pair_weights(c_in, between, c_out, n):
    """Return the weights of an n x n convolution, and those of n x 1 followed by 1 x n.

    Args:
        c_in: channels that come in.
        between: channels between the two layers of the pair.
        c_out: channels that go out.
        n: side of the kernel, an int.

    Returns:
        (square, pair), two ints.
    """
    ### BEGIN SOLUTION
    square = n * n * c_in * c_out
    pair = n * c_in * between + n * between * c_out
    return square, pair
    ### END SOLUTION


# %% check="pair_weights"
check("pair_weights")

# %% [markdown]
# Try the layer of the claim with 64 channels between, then a layer inside a network, say from 192 to 192. The paper's
# table 1 prints 2.7K for this layer and does not say how it was counted.

# %%
# print(pair_weights(3, 64, 64, 7), pair_weights(192, 192, 192, 7))

# %% [markdown]
# What is wrong in the calculation? When does such a pair save weights, and when not?
#
# *(your words)*
#
# ## Third claim
#
# > `model.eval()` switches batch norm and dropout off.
#
# In inference a batch norm computes, for each channel,
#
# $$y = \frac{x - \text{running\_mean}}{\sqrt{\text{running\_var} + \text{eps}}} \cdot \text{weight} + \text{bias}.$$
#
# All of these but $x$ are fixed numbers. So the layer is a line, $y = \text{scale} \cdot x + \text{shift}$, with one
# scale and one shift for each channel. It would be switched off if all scales were 1 and all shifts 0.
#
# By hand: running mean 3, running variance 4, weight 2, bias 10, eps 0. Then $y = (x - 3) / 2 \cdot 2 + 10 = x + 7$:
# scale 1, shift 7.


# %% answer="eval_scale_and_shift"
def eval_scale_and_shift(running_mean, running_var, weight, bias, eps=1e-5):
    """Return the line that a batch norm is in inference, one for each channel.

    Args:
        running_mean, running_var, weight, bias: vectors, shape (C,).
        eps: added to the variance, below the root.

    Returns:
        (scale, shift), each of shape (C,), so that y = scale * x + shift.
    """
    ### BEGIN SOLUTION
    scale = weight / np.sqrt(running_var + eps)
    return scale, bias - running_mean * scale
    ### END SOLUTION


# %% check="eval_scale_and_shift"
check("eval_scale_and_shift")

# %% [markdown]
# A new layer has running mean 0, running variance 1, weight 1 and bias 0. What does it do in inference before any
# training, and what after?

# %%
# print(eval_scale_and_shift(np.zeros(2), np.ones(2), np.ones(2), np.zeros(2)))

# %% [markdown]
# What does `eval()` really change for a batch norm?
#
# *(your words)*
