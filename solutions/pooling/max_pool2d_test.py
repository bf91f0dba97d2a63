# %% [markdown]
# # A test for max pooling
#
# **20 minutes, medium.** Chapter *Pooling*. Do `max_pool2d` first.
#
# Afterwards you can choose inputs that tell a wrong function from a right one, and you know why so many tests pass
# functions that are wrong.
#
# Run the cells from top to bottom. `hint("max_pool2d_test")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## One call
#
# You test somebody else's `max_pool2d(x, kernel_size, stride, padding, ceil_mode)`. You may call it once. The result
# is compared with that of a right function; if the two differ, the mistake is found. The only choice is yours: the
# inputs.
#
# By hand: suppose that the function is wrong in that every maximum starts at 0. The input `[[1, 2], [3, 4]]` with
# windows of 2 gives 4, and so does a right function. The test passes, and the mistake stays. The input
# `[[-1, -2], [-3, -4]]` gives 0, and a right function gives -1. Found.
#
# There are twelve functions, and each makes one mistake:
#
# | | mistake |
# |---:|---|
# | 1 | the padding holds zeros |
# | 2 | every maximum starts at 0 |
# | 3 | the last number of each window is taken |
# | 4 | the number furthest from 0 is taken |
# | 5 | the maximum is taken over the maps, too |
# | 6 | only the first image is pooled, the others stay 0 |
# | 7 | the windows always lie side by side |
# | 8 | the two strides are swapped |
# | 9 | the two paddings are swapped |
# | 10 | height and width of the window are swapped |
# | 11 | `ceil_mode` is ignored |
# | 12 | `ceil_mode` keeps a window that starts behind the map |
#
# Return one tuple of inputs that tells as many of them as possible from a right function. The parts ask for 4, for 8
# and for all 12.
#
# - `x` has the shape $(N, C, H, W)$ and at most 20,000 numbers.
# - `kernel_size`, `stride` and `padding` are whole numbers up to 8, or pairs (vertical, horizontal) of them; a stride
#   of `None` stands for the window. Padding is at most half of the window, and the window fits into the padded map.
# - `ceil_mode` is `True` or `False`. With `True` a last window may hang over the edge; it has to be dropped if it
#   starts behind the map, that is if $(OH - 1) \cdot S \ge H + P$.
# - The inputs are the same at every call: draw random numbers from `np.random.default_rng(0)`, or write them down.


# %% answer="max_pool2d_test"
def max_pool2d_test():
    """Return inputs that tell wrong functions from a right one: (x, kernel_size, stride, padding, ceil_mode)."""
    ### BEGIN SOLUTION
    x = -1 - np.random.default_rng(0).permutation(2 * 3 * 7 * 8).reshape(2, 3, 7, 8)
    return x, (2, 3), (3, 2), (1, 0), True
    ### END SOLUTION


# %% check="max_pool2d_test"
check("max_pool2d_test")

# %% [markdown]
# ## Worth knowing
#
# A published test of max pooling used numbers that grow from left to right and from top to bottom. A function that
# returns the last number of each window passes it. Look at the inputs of the next test that you meet.
