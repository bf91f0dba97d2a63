# %% [markdown]
# # How large is a pooled map?
#
# **30 minutes, easy to medium.** Chapter *Pooling*. `output_size` of the chapter *Convolution* helps.
#
# Afterwards you can tell the size of any pooled map, `ceil_mode` included, and say which windows exist and why.
#
# Run the cells from top to bottom. `hint("predict_pooled_sizes")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## Windows side by side
#
# Pooling lays windows on each map and keeps one number for each window: its maximum, or its mean. One direction is
# enough to count them. The map has 5 cells, the window 2:
#
# | window starts at | covers cells | |
# |---:|---|---|
# | 0 | 0, 1 | fits |
# | 2 | 2, 3 | fits |
# | 4 | 4, 5 | there is no cell 5 |
#
# The step from window to window is the *stride*. If none is given, it is the size of the window: the windows lie side
# by side. (In a convolution the default is 1.) *Padding* adds cells on both sides, as in a convolution.
#
# The third window hangs over the end. Pooling has a switch for this, `ceil_mode`:
#
# - `ceil_mode=False`, the default, drops it: 2 windows.
# - `ceil_mode=True` keeps it, with the cells it has: 3 windows.
#
# There is one exception. With a window of 2 and a stride of 3, windows on 6 cells would start at 0, 3 and 6. The
# window at 6 would not hold a single cell of the map. `ceil_mode` keeps a window only if it *starts inside the map or
# in the padding before it*, so 2 are left.
#
# ## Predict first
#
# Write the nine numbers down before you run or write any code. Pencil and paper help.
#
# | row | question |
# |---|---|
# | a | 7 cells, window 2: how many windows? |
# | b | 6 cells, window 3, stride 2: how many windows? |
# | c | 112 cells, window 3, stride 2, padding 1: how many windows? |
# | d | 7 cells, window 2, `ceil_mode=True`: how many windows? |
# | e | 112 cells, window 3, stride 2, `ceil_mode=True`: how many windows? |
# | f | 5 cells, window 2, padding 1, `ceil_mode=True`: how many windows? |
# | g | A 2x2 max pooling reads 64 maps. How many maps come out? |
# | h | How many parameters does a 3x3 max pooling of 64 maps have to learn? |
# | i | 64 maps of 112 x 112 go through a 2x2 max pooling. Which share of the values is left, as a number from 0 to 1? |
#
# Return a dictionary with a number for each letter. You may leave letters out and add them later.


# %% answer="predict_pooled_sizes"
def predict_pooled_sizes():
    """Return the predictions: a dictionary with a number for each of the letters a to i."""
    ### BEGIN SOLUTION
    return {"a": 3, "b": 2, "c": 56, "d": 4, "e": 56, "f": 3, "g": 64, "h": 0, "i": 0.25}
    ### END SOLUTION


# %% check="predict_pooled_sizes"
check("predict_pooled_sizes")

# %% [markdown]
# ## The formula
#
# With $H$ cells, windows of $K$, stride $S$ and padding $P$ there is room for
#
# $$OH = \left\lfloor \frac{H + 2P - K}{S} \right\rfloor + 1$$
#
# windows. With `ceil_mode` the division is rounded up, $\lceil\ \rceil$ in place of $\lfloor\ \rfloor$. Then the last
# window is looked at. Counted from the first padded cell, it starts at $(OH - 1) \cdot S$, and the map ends at
# $H + P$. If
#
# $$(OH - 1) \cdot S \ge H + P,$$
#
# the last window starts behind the map, and $OH$ is one less.
#
# By hand, with `ceil_mode`:
#
# | $H$ | $K$ | $S$ | $P$ | rounded up, + 1 | last start | map ends at | $OH$ |
# |---:|---:|---:|---:|---|---:|---:|---:|
# | 5 | 2 | 2 | 0 | $\lceil 1.5 \rceil + 1 = 3$ | 4 | 5 | 3 |
# | 6 | 2 | 3 | 0 | $\lceil 1.33 \rceil + 1 = 3$ | 6 | 6 | 2 |
# | 6 | 2 | 3 | 1 | $\lceil 2 \rceil + 1 = 3$ | 6 | 7 | 3 |
#
# All arguments are ints here, for one direction. `padding` is at most half of `kernel_size`, and the window fits into
# the padded map.


# %% answer="pool_output_size"
def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    """Return how many windows a pooling has in one direction.

    Args:
        size: cells of the map, an int.
        kernel_size: cells of the window, an int.
        stride: cells from one window to the next, an int; None stands for kernel_size.
        padding: cells added on each side, an int.
        ceil_mode: whether a last window may hang over the end.

    Returns:
        An int.
    """
    ### BEGIN SOLUTION
    stride = kernel_size if stride is None else stride
    room = size + 2 * padding - kernel_size
    if not ceil_mode:
        return room // stride + 1
    windows = -(-room // stride) + 1
    if (windows - 1) * stride >= size + padding:
        windows -= 1
    return windows
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The results should be 2, 3, 2 and 3.

# %%
# print(pool_output_size(5, 2), pool_output_size(5, 2, ceil_mode=True))
# print(pool_output_size(6, 2, stride=3, ceil_mode=True))
# print(pool_output_size(6, 2, stride=3, padding=1, ceil_mode=True))

# %% check="pool_output_size"
check("pool_output_size")

# %% [markdown]
# ## Worth knowing
#
# torch applies the same rule, but `ceil_mode` is one of the settings that get lost when a network moves from one
# library to another: the sizes may still agree, and the windows do not.
