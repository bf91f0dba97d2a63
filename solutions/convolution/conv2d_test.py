# %% [markdown]
# # Write the test: conv2d
#
# **20 minutes, medium.** Chapter *Convolution*. Do `conv2d` first.
#
# Afterwards you can choose the inputs of a test so that wrong functions give wrong results on them.
#
# Somebody hands you a function `conv2d(x, weight, bias, stride, padding, dilation, groups)`. You cannot see its code;
# you may call it once and compare the result with the right one. Which arguments would you give it? The check runs
# yours on more than 80 wrong versions of the function, and counts those that give something else than the right one.
# `hint("conv2d_test")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# The image is `[[1, 1], [1, 1]]`, the kernel too, and there is nothing else: the right result is 4. A function that
# turns the kernel gives 4. So does one that reads the image from right to left, and one that has forgotten the bias,
# the stride and the padding. None of them is noticed.
#
# Now the image is `[[1, 2], [3, 4]]` and the kernel `[[0, 1], [2, 3]]`. The right result is $2 + 6 + 12 = 20$. With the
# kernel turned by 180 degrees it is $3 + 4 + 3 = 10$: noticed.
#
# The same thought serves for everything else: a mistake with the padding shows only where there is padding, and swapped
# strides show only where the two differ.
#
# ## Your inputs
#
# Return the seven arguments as a tuple:
#
# - `x` of shape $(N, C, H, W)$, `weight` of shape $(F, C/G, KH, KW)$ and `bias` of shape $(F,)$, each of at most 20,000
#   numbers, floats or whole numbers. A bias is needed here, not `None`.
# - `stride`, `padding` and `dilation`, each a whole number up to 8 or a pair (vertical, horizontal) of them;
#   `groups`, a whole number up to 8 that divides $C$ and $F$.
# - The kernel has to fit into the padded image.
#
# The arguments must be the same at each call: draw random numbers from `rng` below, or write them down.
#
# The four parts of the check ask for 40, 60, 75 and all of the wrong versions. The same inputs may do for all four. If
# yours are not enough, the card names one wrong version that they do not notice. What the wrong versions get wrong:
#
# | | for example |
# |---|---|
# | the kernel | turned, mirrored, taken for square |
# | the windows | the first or the last is missing; sizes are rounded up, or computed without a setting |
# | stride, padding, dilation | ignored, swapped, one number used for both directions |
# | padding | on one side, or filled with something else than zeros |
# | channels, filters, images | only one is read, or they are mixed up |
# | groups | ignored, or channels and filters dealt out wrongly |
# | bias | left out, added too often, given to the wrong map |
# | numbers | averaged, cut to whole numbers, rounded to float32, an activation applied |


# %% answer="conv2d_test"
def conv2d_test():
    """Return inputs on which wrong versions of conv2d are noticed.

    Returns:
        The tuple (x, weight, bias, stride, padding, dilation, groups), the same at each call.
    """
    rng = np.random.default_rng(0)
    ### BEGIN SOLUTION
    x = rng.integers(-9, 10, (2, 4, 11, 13))
    weight = rng.normal(0, 1, (6, 2, 3, 2))
    bias = rng.normal(2, 1, 6)
    return x, weight, bias, (2, 3), (1, 2), (3, 2), 2
    ### END SOLUTION


# %% check="conv2d_test"
check("conv2d_test")

# %% [markdown]
# ## Worth knowing
#
# The wrong versions are those that the check of `conv2d` knows by name, but for two that such a test cannot see: one
# fails on a bias of `None`, one on views that skip cells of their memory. To try a test on functions that are known to
# be wrong is called *mutation testing*.
