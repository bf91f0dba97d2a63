# %% [markdown]
# # How many channels, and in which order
#
# **24 minutes, medium.** Chapter *MobileNet*. Nothing else is needed first.
#
# Afterwards you can say how many channels a MobileNet of another width has, and can let groups of channels meet
# without computing anything.
#
# Run the cells from top to bottom. `hint("make_divisible")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Numbers that divide well
#
# MobileNet comes in several widths: every number of channels is multiplied by 0.75, say. The result, which need
# not be whole, is rounded to a multiple of 8, as processors like it. The authors' rule has two steps.
#
# 1. Take the nearest multiple of the divisor. Half way between two, take the upper one.
# 2. If that is less than $0.9 \cdot v$, too much was lost: take the next multiple.
#
# By hand, with divisor 8:
#
# | $v$ | nearest | $0.9 \cdot v$ | result |
# |---:|---:|---:|---:|
# | 29 | 32 | 26.1 | 32 |
# | 52 | 56 (half way: up) | 46.8 | 56 |
# | 33 | 32 | 29.7 | 32 |
# | 11 | 8 | 9.9 | 16 |
# | 3 | 0 | 2.7 | 8 |


# %% answer="make_divisible"
def make_divisible(v, divisor=8):
    """Round a number of channels to a multiple of the divisor, but never down by more than a tenth.

    Args:
        v: number of channels, an int or a float above 0.
        divisor: an int of at least 1.

    Returns:
        An int: the nearest multiple (halves go up), or the next one if the nearest is below 0.9 * v.
    """
    ### BEGIN SOLUTION
    nearest = int(v + divisor / 2) // divisor * divisor
    return nearest + divisor if nearest < 0.9 * v else nearest
    ### END SOLUTION


# %% check="make_divisible"
check("make_divisible")

# %% [markdown]
# ## Shuffle the channels
#
# The 1 x 1 convolutions are most of a MobileNet's work. ShuffleNet makes them cheaper with groups: the filters
# of a group read only the channels of that group. But two such layers in a row keep the groups apart for ever:
# what group 0 knows, group 1 never learns. So ShuffleNet deals the channels out anew in between, like cards.
#
# By hand: 6 channels, 2 groups, `0 1 2 | 3 4 5`. Write each group in a row of its own and read by columns:
#
# ```
# 0 1 2
# 3 4 5      ->   0 3 1 4 2 5
# ```
#
# With $G$ groups of $C / G$ channels, channel $j$ of group $i$ moves to place $j \cdot G + i$:
#
# $$y[n, j \cdot G + i] = x[n, i \cdot C / G + j]$$
#
# Maps keep their rows and columns, and images stay images: only the order of the channels changes.

# %%
numbers = np.arange(6).reshape(2, 3)
print(numbers)
print(numbers.T)


# %% answer="channel_shuffle"
def channel_shuffle(x, groups):
    """Deal the channels of each image out: the first of each group, then the second of each, and so on.

    Args:
        x: images, shape (N, C, H, W). Leave it as it is; the caller still needs it.
        groups: number of groups, a divisor of C.

    Returns:
        Array of the same shape, the channels in another order.
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    y = x.reshape(N, groups, C // groups, H, W)
    return y.swapaxes(1, 2).reshape(N, C, H, W)
    ### END SOLUTION


# %% check="channel_shuffle"
check("channel_shuffle")

# %% [markdown]
# ## Worth knowing
#
# Shuffling twice does not bring the old order back, unless $G = C / G$. Shuffling with $G$ groups and then with
# $C / G$ groups does.
