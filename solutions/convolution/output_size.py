# %% [markdown]
# # How large is the output?
#
# **25 minutes, easy to medium.** Chapter *Convolution*, section *Stride, padding, dilation*.
#
# Afterwards you can tell the output size of any convolution before you run it, say which cells of the input
# are never read, and compute the padding behind the word "same".
#
# Run the cells from top to bottom. `hint("output_size")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Count the windows
#
# One direction is enough, since the two do not know of each other. The input has 6 cells, the kernel 3, and
# the kernel moves by a *stride* of 2:
#
# | window starts at | reads cells | |
# |---:|---|---|
# | 0 | 0, 1, 2 | fits |
# | 2 | 2, 3, 4 | fits |
# | 4 | 4, 5, 6 | there is no cell 6: dropped |
#
# The output has 2 cells, and input cell 5 is never read. Nothing warns about that.
#
# Two more settings change the count:
#
# - *Padding* $P$ adds $P$ cells of zeros at the start and $P$ at the end. With $P = 1$ the input above has 8
#   cells, and windows start at 0, 2 and 4 of the padded input: 3 outputs.
# - *Dilation* $D$ puts the taps of the kernel $D$ cells apart. $D = 1$ is the usual kernel without gaps. With
#   $D = 2$ a kernel of 3 taps reads cells 0, 2, 4, so it reaches over 5 cells.

# %% [markdown]
# ## The formula
#
# A kernel of $K$ taps reaches over $D(K - 1) + 1$ cells. The last window must end inside the padded input, so
#
# $$OH = \left\lfloor \frac{H + 2P - (D(K - 1) + 1)}{S} \right\rfloor + 1.$$
#
# $\lfloor\ \rfloor$ rounds down. The same formula, with $W$ and the horizontal values, gives $OW$.
#
# Each argument is an int or a pair (vertical, horizontal). If all are ints, return an int. If at least one is
# a pair, an int stands for both directions, and the result is the pair $(OH, OW)$. The kernel always fits
# into the padded input.


# %% answer="output_size"
def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return the number of positions at which a kernel fits, in one direction or in both.

    Args:
        size: cells of the input, an int, or the pair (H, W).
        kernel_size: taps of the kernel, an int or the pair (KH, KW).
        stride: cells from one window to the next, an int or a pair, at least 1.
        padding: cells added on each side, an int or a pair, at least 0.
        dilation: cells from one tap to the next, an int or a pair, at least 1.

    Returns:
        An int if all arguments are ints, else the pair (OH, OW).
    """
    ### BEGIN SOLUTION
    settings = [size, kernel_size, stride, padding, dilation]
    if any(np.ndim(value) for value in settings):
        pairs = [value if np.ndim(value) else (value, value) for value in settings]
        return tuple(output_size(*one_direction) for one_direction in zip(*pairs, strict=True))
    reach = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - reach) // stride + 1
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The results should be 2, 3 and the pair (2, 6).

# %%
# print(output_size(6, 3, stride=2))
# print(output_size(6, 3, stride=2, padding=1))
# print(output_size((6, 6), 3, stride=(2, 1), padding=(0, 1)))

# %% check="output_size"
check("output_size")

# %% [markdown]
# ## Padding "same"
#
# The other way around: how much padding gives an output of a wanted size? With `padding="same"`, TensorFlow
# aims at
#
# $$OH = \lceil H / S \rceil,$$
#
# so at stride 1 the output is as large as the input. $OH$ windows need $(OH - 1)\,S + D(K - 1) + 1$ cells.
# What the input lacks is padded, half of it on each side; if the number is odd, the extra cell goes to the
# end:
#
# $$\begin{aligned}
# \text{total} &= \max\bigl((OH - 1)\,S + D(K - 1) + 1 - H,\; 0\bigr) \\
# \text{before} &= \lfloor \text{total} / 2 \rfloor \\
# \text{after} &= \text{total} - \text{before}
# \end{aligned}$$
#
# By hand, with $K = 3$ and $S = 2$:
#
# | $H$ | $OH$ | cells needed | total | (before, after) |
# |---:|---:|---:|---:|---|
# | 5 | 3 | 7 | 2 | (1, 1) |
# | 6 | 3 | 7 | 1 | (0, 1) |
#
# All arguments are ints here, for one direction.


# %% answer="same_padding"
def same_padding(size, kernel_size, stride=1, dilation=1):
    """Return the padding that makes the output ceil(size / stride) cells long.

    Args:
        size: cells of the input, an int.
        kernel_size: taps of the kernel, an int.
        stride: cells from one window to the next, an int of at least 1.
        dilation: cells from one tap to the next, an int of at least 1.

    Returns:
        The pair (before, after) of ints; after is before or before + 1.
    """
    ### BEGIN SOLUTION
    outputs = -(-size // stride)  # rounded up
    needed = (outputs - 1) * stride + dilation * (kernel_size - 1) + 1
    total = max(needed - size, 0)
    return total // 2, total - total // 2
    ### END SOLUTION


# %% check="same_padding"
check("same_padding")

# %% [markdown]
# ## Worth knowing
#
# For $H = 6$, $K = 3$, $S = 2$, TensorFlow's "same" pads (0, 1), and PyTorch's usual `padding=1` pads (1, 1).
# Both give 3 outputs, but the windows sit one cell apart, so weights moved from one library to the other give
# other numbers without any error. PyTorch knows `padding="same"` for stride 1 only.
