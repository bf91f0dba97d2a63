# %% [markdown]
# # Write the test: pointwise_conv2d
#
# **15 minutes, medium.** Chapter *1 x 1 convolutions*. Do `pointwise_conv2d` first.
#
# Afterwards you can choose the input of a test so that wrong functions give wrong results on it.
#
# Somebody hands you a function `pointwise_conv2d(x, weight, bias)`. You cannot see its code; you may call it once and
# compare the result with the right one. Which arrays would you give it? The check runs your arrays on 45 wrong versions
# and counts those that give something else than the right one. `hint("pointwise_conv2d_test")` in a cell of its own
# gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# Take one pixel with the channels 1 and 2, and two filters: `[3, 4]` and `[4, 5]`. The right result is $3 + 8 = 11$ and
# $4 + 10 = 14$. Whoever reads the weight transposed takes the filters `[3, 4]` and `[4, 5]`, too, since this matrix is
# its own transpose. The result is right, and nobody notices.
#
# With the filters `[3, 4]` and `[5, 6]` the right result is 11 and 17. The transposed weight has the filters `[3, 5]`
# and `[4, 6]`, which give 13 and 16. Now it is noticed. With three filters, the transposed weight would not even fit.
#
# ## Your input
#
# Return three arrays: `x` of shape $(N, C, H, W)$, `weight` of shape $(C_{out}, C, 1, 1)$, `bias` of shape
# $(C_{out},)$. No array may have more than 20,000 numbers. They may hold floats or whole numbers. Draw them from `rng`
# below, so that your test is the same at each call.
#
# The three parts of the check ask for 36, 42 and 44 of the 45 wrong versions. The same input may do for all three.
# Among the wrong versions are some that exchange axes, some that treat the bias or the batch wrongly, one that writes
# into `x`, and some that cut off fractions.


# %% answer="pointwise_conv2d_test"
def pointwise_conv2d_test():
    """Return inputs on which wrong versions of pointwise_conv2d are noticed.

    Returns:
        The tuple (x, weight, bias).
    """
    rng = np.random.default_rng(0)
    ### BEGIN SOLUTION
    N, C, C_out, H, W = 2, 3, 4, 5, 7
    x = rng.integers(-9, 10, (N, C, H, W))
    return x, rng.normal(0, 1, (C_out, C, 1, 1)), rng.normal(2, 1, C_out)
    ### END SOLUTION


# %% check="pointwise_conv2d_test"
check("pointwise_conv2d_test")

# %% [markdown]
# ## Worth knowing
#
# The wrong versions are those that the check of `pointwise_conv2d` knows by name, but for three that such a test cannot
# see. To try a test on functions that are known to be wrong is called *mutation testing*.
