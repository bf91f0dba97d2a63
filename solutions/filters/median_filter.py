# %% [markdown]
# # The median: a filter without a kernel
#
# **25 minutes, medium.** Chapter *Filters*. Do `apply_filter` first.
#
# Afterwards you can remove specks from a picture without blurring its edges, and say why no kernel does that.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("median_filter")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# The *median* of some values is the one in the middle when they are written in order. Of 2, 9, 2, 3, 1 it is 2: in
# order they are 1, 2, 2, 3, 9. The mean is 3.4. Make the 9 a 900, and the mean is 181.6; the median is still 2.
#
# The median filter replaces each pixel by the median of the window around it. Take the row 0, 0, 9, 0, 1, 1 and a
# window of 3, with the nearest pixel repeated beyond the ends:
#
# | pixel | window | in order | new pixel |
# |---|---|---|---:|
# | 0 | 0, 0, 0 | 0, 0, 0 | 0 |
# | 0 | 0, 0, 9 | 0, 0, 9 | 0 |
# | 9 | 0, 9, 0 | 0, 0, 9 | 0 |
# | 0 | 9, 0, 1 | 0, 1, 9 | 1 |
# | 1 | 0, 1, 1 | 0, 1, 1 | 1 |
# | 1 | 1, 1, 1 | 1, 1, 1 | 1 |
#
# The speck of 9 is gone, and the edge between 0 and 1 is as steep as before.

# %%
print(np.median([2, 9, 2, 3, 1]), np.mean([2, 9, 2, 3, 1]))

# %% [markdown]
# ## The definition
#
# The window has $S$ rows and $S$ columns, $S$ odd, with $r = (S - 1)/2$ cells on each side of the pixel:
#
# $$y[h, w] = \text{median of } x[h - r, w - r], \ldots, x[h + r, w + r]$$
#
# These are $S^2$ values, 9 for $S = 3$ and 25 for $S = 5$. They are sorted all at once.
#
# - Beyond the edge the nearest pixel is repeated: `np.pad(plane, r, mode="edge")`.
# - A grey picture has the shape $(H, W)$. A colour picture has the shape $(H, W, 3)$; each of its colours is filtered
#   by itself.
# - With $S = 1$ nothing changes.


# %% answer="median_filter"
def median_filter(image, size):
    """Replace each pixel by the median of the size x size window around it, each colour by itself.

    Args:
        image: array of shape (H, W) or (H, W, 3), ints or floats; it may be smaller than the window. Do not write
            into it.
        size: rows and columns of the window, an odd int.

    Returns:
        Array of the picture's shape.
    """
    ### BEGIN SOLUTION
    if image.ndim == 3:
        return np.stack([median_filter(image[:, :, c], size) for c in range(image.shape[2])], axis=2)
    H, W = image.shape
    padded = np.pad(image, size // 2, mode="edge")
    result = np.zeros((H, W))
    for h in range(H):
        for w in range(W):
            result[h, w] = np.median(padded[h : h + size, w : w + size])
    return result
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `[[0, 0, 0, 1, 1, 1]]`.

# %%
# median_filter(np.array([[0, 0, 9, 0, 1, 1]]), 3)

# %% check="median_filter"
check("median_filter")

# %% [markdown]
# ## Why no kernel does it
#
# A kernel gives a weighted sum. Filter two pictures and add them, or add them first and filter the sum: a kernel gives
# the same. The median does not. Of 0, 0, 9 and of 9, 0, 0 it is 0, but of their sum 9, 0, 9 it is 9.
#
# ## Worth knowing
#
# A pooling layer that takes the maximum of a window is a relative of this filter. It has no weights either.
