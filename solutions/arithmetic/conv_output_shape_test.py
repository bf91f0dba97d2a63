# %% [markdown]
# # Write the test: conv_output_shape
#
# **15 minutes, medium.** Chapter *Convolution*, section *Stride, padding, dilation*. Do `conv_output_shape` first.
#
# Afterwards you can choose the input of a test so that wrong functions give wrong results on it.
#
# A test calls a function on one input and compares the result with the right one. Here the function is
# `conv_output_shape(shape, weight_shape, stride, padding, dilation)`, and you choose the five arguments. The check
# runs them on 35 wrong versions of the function: one rounds up, one ignores the padding, one exchanges rows and
# columns. Your input is good if the wrong versions give something else than the right one.
# `hint("conv_output_shape_test")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# A 9 x 9 image and a 3 x 3 kernel with stride 2 and padding 1 give 5 x 5. Whoever exchanges rows and columns gets 5 x 5
# as well, and so does whoever rounds up: $(9 + 2 - 3)/2 = 4$ leaves nothing to round. Neither is noticed.
#
# With 10 x 9, rounding down gives 5 x 5 and rounding up 6 x 5. Now the second is noticed.
#
# ## Your input
#
# Return the five arguments as a tuple: `(N, C, H, W)`, `(C_out, C, KH, KW)`, and stride, padding and dilation, each
# an int or a pair. They must fit together: the numbers of channels agree, and the kernel fits into the padded image.
# A single int is at most 8.
#
# The three parts of the check ask for 16, 26 and 33 of the 35 wrong versions. The same input may do for all three.


# %% answer="conv_output_shape_test"
def conv_output_shape_test():
    """Return arguments on which wrong versions of conv_output_shape are noticed.

    Returns:
        The tuple (shape, weight_shape, stride, padding, dilation), the same at each call.
    """
    ### BEGIN SOLUTION
    return (2, 3, 24, 19), (4, 3, 5, 2), (4, 3), 3, (3, 4)
    ### END SOLUTION


# %% check="conv_output_shape_test"
check("conv_output_shape_test")

# %% [markdown]
# ## Worth knowing
#
# The wrong versions are those that the check of `conv_output_shape` knows by name. To try a test on functions that are
# known to be wrong is called *mutation testing*.
