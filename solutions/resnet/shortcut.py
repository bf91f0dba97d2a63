# %% [markdown]
# # The shortcut
#
# **25 minutes, easy.** Chapter *Residual networks*.
#
# Afterwards you can say what a residual block adds to what, and how an input is made to fit when the block changes
# its shape.
#
# Run the cells from top to bottom. `hint("residual_forward")` in a cell of its own gives the next hint for this
# function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## A block as a formula
#
# A plain layer replaces its input. A residual block corrects it: it computes a correction $F(x)$, adds the input,
# and applies a ReLU to the sum.
#
# By hand: $x = [2, -3, 1]$ and $F(x) = [-5, 4, 1]$. The sum is $[-3, 1, 2]$, and the ReLU makes it $[0, 1, 2]$.
#
# In letters, with $S$ for the shortcut:
#
# $$y = \mathrm{relu}\bigl(F(x) + S(x)\bigr), \qquad S(x) = x \quad\text{or}\quad S(x) = \text{projection}(x).$$
#
# $F$ may change the shape of its input, for instance halve the maps. Then $x$ itself does not fit, and a
# projection of it is added instead.
#
# What the check relies on:
#
# - `f` and `projection` are functions from an array to an array. They do not change their argument, but one of
#   them may hand back the very array that it was given.
# - `x` may have any shape, and may hold whole numbers while `f(x)` holds fractions.
# - `x` is still the caller's: leave its values as they are.


# %% answer="residual_forward"
def residual_forward(x, f, projection=None):
    """Return relu(f(x) + shortcut): the output of a residual block.

    Args:
        x: an array of any shape.
        f: the residual path, a function of an array.
        projection: a function that makes x fit for the addition; None adds x itself.

    Returns:
        An array of the shape of f(x).
    """
    ### BEGIN SOLUTION
    shortcut = x if projection is None else projection(x)
    return np.maximum(f(x) + shortcut, 0)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try the case by hand. The result should be `[0, 1, 2]`.

# %%
# print(residual_forward(np.array([2, -3, 1]), lambda x: np.array([-5, 4, 1])))

# %% check="residual_forward"
check("residual_forward")

# %% [markdown]
# ## Shortcut A: a projection without weights
#
# Where a block halves the maps and adds channels, the paper's option A makes $x$ fit in two steps, and nothing in
# them is learned:
#
# 1. keep every `stride`-th row and column, from row 0 and column 0 on;
# 2. append channels of zeros until there are as many as the block makes.
#
# Appended means: the channels of `x` stay the channels 0 to $C - 1$, and the zeros come **last**. (Other programs
# put half of them first. The results differ, so one has to say it.)
#
# By hand: one image, one channel, $3 \times 4$, stride 2, two channels wanted.
#
# | channel 0 of `x` | channel 0 of the result | channel 1 of the result |
# |---|---|---|
# | `[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]` | `[[1, 3], [9, 11]]` | `[[0, 0], [0, 0]]` |
#
# In letters: from $x$ of shape $(N, C, H, W)$ comes $s$ of shape $(N, C', \lceil H / S \rceil, \lceil W / S \rceil)$
# with
#
# $$s[n, c, i, j] = x[n, c, i \cdot S, j \cdot S] \text{ for } c < C, \qquad s[n, c, i, j] = 0 \text{ for } c \ge C.$$
#
# The sizes are rounded up: of 3 rows, rows 0 and 2 are kept. You may rely on `channels` being at least $C$. Leave
# the values of `x` as they are.


# %% answer="shortcut_a"
def shortcut_a(x, channels, stride=1):
    """Subsample the maps and append channels of zeros: shortcut option A.

    Args:
        x: images, shape (N, C, H, W).
        channels: how many channels are wanted, at least C.
        stride: cells from one kept row or column to the next, an int.

    Returns:
        Array of shape (N, channels, ceil(H / stride), ceil(W / stride)).
    """
    ### BEGIN SOLUTION
    kept = x[:, :, ::stride, ::stride]
    N, C, OH, OW = kept.shape
    result = np.zeros((N, channels, OH, OW), dtype=x.dtype)
    result[:, :C] = kept
    return result
    ### END SOLUTION


# %% check="shortcut_a"
check("shortcut_a")

# %% [markdown]
# ## Worth knowing
#
# The new channels get the residual alone, until the next block. The alternative, option B, is a 1 x 1 convolution
# with the same stride: the exercise `BasicBlock` builds it.
