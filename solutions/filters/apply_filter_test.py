# %% [markdown]
# # Write the test: apply_filter
#
# **15 minutes, medium.** Chapter *Filters*. Do `apply_filter` first.
#
# Afterwards you can choose the input of a test so that wrong functions give wrong results on it.
#
# A test calls a function on one input and compares the result with the right one. Here the function is
# `apply_filter(image, kernel)`, and you choose the input. The check runs it on 37 wrong versions of the function: one
# turns the kernel around, one puts zeros beyond the edge, one mixes up the colours. Your input is good if the wrong
# versions give something else than the right one. `hint("apply_filter_test")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# Take a picture with the same value everywhere and a blur. The right result is the picture itself. A version that
# mirrors the kernel gives the same, and so does one that shifts the picture by one pixel: neither is noticed.
#
# Now one pixel of a dark picture is lit, and the weights of the kernel are all different. A mirrored kernel gives a
# mirrored result: noticed. What is put beyond the edge is not noticed, since near the edge the picture is dark.
#
# ## Your input
#
# Return an image of shape $(H, W)$ or $(H, W, 3)$ and a kernel of shape $(KH, KW)$, of at most 20,000 numbers each.
# The three parts of the check ask for 15, 25 and 35 of the 37 wrong versions. The same input may do for all three.


# %% answer="apply_filter_test"
def apply_filter_test():
    """Return an image and a kernel on which wrong versions of apply_filter are noticed.

    Returns:
        The pair (image, kernel) of arrays, the same at each call.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(1)
    image = rng.normal(1.0, 2.0, (6, 8, 3))
    kernel = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, -1.5]])
    return image, kernel
    ### END SOLUTION


# %% check="apply_filter_test"
check("apply_filter_test")

# %% [markdown]
# ## Worth knowing
#
# The wrong versions are those that the check of `apply_filter` knows by name. To try a test on functions that are known
# to be wrong is called *mutation testing*.
