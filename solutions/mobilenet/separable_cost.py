# %% [markdown]
# # Two cheap steps for an expensive one
#
# **30 minutes, easy to medium.** Chapter *MobileNet*. Do `layer_cost` of the topic *arithmetic* first.
#
# A dense convolution does two jobs at once: it looks at the neighbours of a pixel, and it mixes the channels.
# A *separable* layer does them one after the other. Afterwards you can say what that saves, and why a layer
# with a hundredth of the work does not run a hundred times faster.
#
# Run the cells from top to bottom. `hint("separable_cost_ratio")` in a cell of its own gives the next hint for
# this function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Predict first
#
# - The *depthwise* step gives each input channel one kernel of $KH \times KW$ weights. It filters that channel
#   alone and makes one map of it. No sum runs over channels.
# - The *pointwise* step is a convolution with 1 x 1 kernels. Each of its $C_{out}$ filters takes one number
#   from each map, in one pixel, and adds them up with its weights.
#
# A small layer by hand: 2 channels in, 3 out, kernels of 3 x 3, no biases, maps of 4 x 4 that keep their size.
#
# | | weights | multiply-adds |
# |---|---:|---:|
# | dense | $3 \cdot 2 \cdot 9 = 54$ | $54 \cdot 16 = 864$ |
# | depthwise | $2 \cdot 9 = 18$ | $18 \cdot 16 = 288$ |
# | pointwise | $3 \cdot 2 = 6$ | $6 \cdot 16 = 96$ |
#
# Now a layer as MobileNet has it: **64 channels in, 128 out, 3 x 3 kernels, no biases, maps of 56 x 56 that
# keep their size**. Work out five numbers, on paper, before you run anything. Products are welcome in the
# answer: Python multiplies `12 * 34` for you.
#
# 1. the weights of the dense layer
# 2. the weights of the depthwise step
# 3. the weights of the pointwise step
# 4. how many maps there are between the two steps
# 5. the multiply-adds of both steps together


# %% answer="predict_separable"
def predict_separable():
    """Return the five numbers as a tuple, in the order of the list above."""
    ### BEGIN SOLUTION
    return 128 * 64 * 9, 64 * 9, 128 * 64, 64, (64 * 9 + 128 * 64) * 56 * 56
    ### END SOLUTION


# %% check="predict_separable"
check("predict_separable")

# %% [markdown]
# ## The ratio
#
# Divide the work of the separable layer by that of the dense one. The size of the maps and the number of input
# channels stand in both and cancel. What remains are two shares: the depthwise step costs as much as *one*
# filter of the dense layer, out of $C_{out}$; the pointwise step costs as much as *one* of its taps, out of
# $KH \cdot KW$.
#
# $$\text{ratio} = \frac{1}{C_{out}} + \frac{1}{KH \cdot KW}$$
#
# By hand, with the table above: $(288 + 96) / 864 = 0.444$, and $1/3 + 1/9 = 0.444$.


# %% answer="separable_cost_ratio"
def separable_cost_ratio(c_out, kernel_size):
    """Return the multiply-adds of a separable layer, divided by those of the dense layer it stands for.

    Args:
        c_out: channels of the output.
        kernel_size: an int, or the pair (KH, KW).

    Returns:
        A float.
    """
    ### BEGIN SOLUTION
    KH, KW = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    return 1 / c_out + 1 / (KH * KW)
    ### END SOLUTION


# %% check="separable_cost_ratio"
check("separable_cost_ratio")

# %% [markdown]
# ## Heard in the wild: "a hundredth of the work takes a hundredth of the time"
#
# A processor has two speeds: how many multiply-adds it does in a second, and how many numbers it moves between
# memory and arithmetic in a second. The two go on side by side, so a layer is done when the slower one is:
#
# $$t = \max\left(\frac{\text{multiply-adds}}{\text{multiply-adds per second}},\;
# \frac{\text{numbers moved}}{\text{numbers per second}}\right)$$
#
# This is the *roofline* model. It counts a layer's input, weights and output as moved once each. It leaves
# out whatever stays in fast memory from the layer before.
#
# By hand: 2 channels in, 3 out, 3 x 3 kernels, maps of 4 x 4 in and out. There are 54 weights, so
# $54 \cdot 16 = 864$ multiply-adds. Moved are $2 \cdot 16 = 32$ numbers of the input, 54 weights and
# $3 \cdot 16 = 48$ numbers of the output: 134. At 100 multiply-adds and 10 numbers a second, the arithmetic
# takes 8.64 seconds, the memory 13.4. The layer takes 13.4 seconds: it waits for the memory.


# %% answer="layer_time"
def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    """Return how many seconds a convolution takes for one image.

    Args:
        c_in: channels of the input, a multiple of groups.
        c_out: channels of the output, a multiple of groups.
        size: rows of the input and of the output, and columns of both.
        kernel_size: rows of the kernel, and columns.
        groups: number of blocks that the channels are cut into; c_in for a depthwise layer. No biases.
        macs_per_second: multiply-adds that the processor does in a second.
        numbers_per_second: numbers that it reads or writes in a second.

    Returns:
        A float.
    """
    ### BEGIN SOLUTION
    weights = c_out * (c_in // groups) * kernel_size**2
    macs = weights * size**2
    moved = c_in * size**2 + weights + c_out * size**2
    return max(macs / macs_per_second, moved / numbers_per_second)
    ### END SOLUTION


# %% check="layer_time"
check("layer_time")

# %% [markdown]
# Now settle the claim. Take a processor with $10^{12}$ multiply-adds and $10^{10}$ numbers a second, and a layer
# of 256 channels in and out, 3 x 3 kernels, maps of 14 x 14. Remove the `#` signs.

# %%
# dense = layer_time(256, 256, 14, 3, 1, 1e12, 1e10)
# depthwise = layer_time(256, 256, 14, 3, 256, 1e12, 1e10)
# print(f"{dense * 1e6:.1f} and {depthwise * 1e6:.1f} microseconds: {dense / depthwise:.1f} times faster")

# %% [markdown]
# The depthwise layer has a 256th of the work. How many times faster is it, and what would you have to make
# faster to gain more? Write two sentences here.
#
# *Your answer:*
