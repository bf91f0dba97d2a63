# %% [markdown]
# # Write the test: inputs that tell wrong shortcuts apart
#
# **20 minutes, medium.** Chapter *Residual networks*. Do `shortcut_a` first.
#
# Afterwards you can say why a test on a square image of ones proves little.
#
# Run the cells from top to bottom. `hint("inputs_for_shortcut_a")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## A test is its inputs
#
# Twenty-six people wrote `shortcut_a(x, channels, stride)`, and each made another mistake. One put the zero channels
# first, one averaged instead of skipping, one rounded the sizes down, one always took stride 2. You are to
# find them out with a single call: choose `x`, `channels` and `stride`. A wrong function is noticed if its result
# differs from the right one on your inputs, or if it fails.
#
# By hand: `x` is one image with one channel, `[[1, 2], [3, 4]]`, `channels` is 1, `stride` is 1. The right result is
# `x`. A function that returns its input passes, and so does one that puts its zeros first: there are none. With
# `channels` 2 the latter is noticed, the former by its shape.
#
# The right function, for comparison: keep every `stride`-th row and column, from row 0 and column 0 on, then append
# channels of zeros until there are `channels`.
#
# The parts of the check want half of the wrong functions noticed, then all but three, then all. It tells you one
# that got away. What is allowed: `x` of shape $(N, C, H, W)$ with at most 20,000 numbers, `channels` between $C$ and
# 8, `stride` from 1 to 8.


# %% answer="inputs_for_shortcut_a"
def inputs_for_shortcut_a():
    """Return inputs (x, channels, stride) on which as many wrong functions as possible differ from the right one.

    Returns:
        A tuple: an array of shape (N, C, H, W), an int, an int.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 7, 8))  # all different, of both signs, with fractions; sizes with cells left over
    return x, 7, 3
    ### END SOLUTION


# %% check="inputs_for_shortcut_a"
check("inputs_for_shortcut_a")

# %% [markdown]
# ## Worth knowing
#
# Every choice rules out a family of mistakes: different numbers rule out wrong places, negative numbers a ReLU too
# many, sizes that leave cells over a wrong rounding, a stride other than 2 a 2 that was written down. The checks of
# this course choose their inputs in the same way.
