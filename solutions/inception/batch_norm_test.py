# %% [markdown]
# # A test for batch norm
#
# **25 minutes, medium.** Chapter *Inception*. Do `batch_norm2d` first.
#
# Published tests of batch norm have let wrong ones pass: some never look at the running variance, some use inputs for
# which right and wrong agree. Here you write no batch norm. You choose the inputs of a test.
#
# Run the cells from top to bottom. `hint("batch_norm_inputs")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# Two functions for the running mean. One is right, the other has `momentum` the wrong way round:
#
# | | right: $(1 - m) \cdot old + m \cdot new$ | wrong: $m \cdot old + (1 - m) \cdot new$ |
# |---|---:|---:|
# | $m = 0.5$, old 1, new 3 | 2 | 2 |
# | $m = 0.25$, old 1, new 3 | 1.5 | 2.5 |
#
# A test with $m = 0.5$ does not notice the mistake. A test with $m = 0.25$ does.
#
# ## The task
#
# The check has a right `batch_norm2d` and a list of wrong ones. It calls all of them with your inputs and compares
# `y`, `running_mean` and `running_var`. A wrong one is told apart if any of the three differs, if it raises an error,
# or if it writes into an array of yours.
#
# Return the tuple `(x, running_mean, running_var, weight, bias, momentum, eps)`: `x` of shape (N, C, H, W), four
# vectors of shape (C,), two numbers. `training` says whether the functions will be called in training or in
# inference; you may return the same inputs for both.
#
# 1. *training, half of them*: your inputs tell half of the wrong functions apart.
# 2. *training, all*: they miss none. The card names one that is still missed.
# 3. *inference, all*: the same for the mistakes that can be seen in inference.
#
# Keep the arrays small: 20,000 numbers are the limit, and 100 are plenty. In training each channel needs two values
# or more.


# %% answer="batch_norm_inputs"
def batch_norm_inputs(training):
    """Return inputs for which wrong batch norms differ from the right one.

    Args:
        training: True or False: how the functions will be called.

    Returns:
        (x, running_mean, running_var, weight, bias, momentum, eps).
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(1)
    x = rng.integers(-9, 10, (3, 2, 4, 5))
    running_mean, running_var = np.array([1.0, -2.0]), np.array([2.0, 0.5])
    weight, bias = np.array([2.0, -1.5]), np.array([1.0, 3.0])
    return x, running_mean, running_var, weight, bias, 0.3, 0.5
    ### END SOLUTION


# %% check="batch_norm_inputs"
check("batch_norm_inputs")
