# %% [markdown]
# # Watercolour: one filter after another
#
# **15 minutes, easy.** Chapter *Filters*. Do `apply_filter` and `median_filter` first.
#
# Afterwards you can build an effect out of filters, and say why their order matters.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("watercolour")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint
from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel

# %% [markdown]
# The cell above imports the three functions that you wrote in the notebooks before this one, so that they are here and
# right: `apply_filter(image, kernel)`, `median_filter(image, size)`, `sharpen_kernel(amount=1.0)`. You may use your own
# instead.
#
# ## The recipe
#
# Watercolour has flat patches, and the paint gathers at their borders. Three steps imitate that:
#
# 1. a median of 5 x 5 pixels, each colour by itself: fine texture becomes flat patches;
# 2. the sharpening kernel of amount 1: the dark side of every border gets darker, the bright side brighter;
# 3. values below 0 become 0, values above 1 become 1. The picture holds values from 0 to 1, and the sharpening may
#    leave that range.
#
# By hand, for a row that is 0.2 on the left and 0.8 on the right. The median leaves this edge as it is. At the last
# dark pixel the four direct neighbours are 0.2, 0.2 (above and below), 0.2 (left) and 0.8 (right), with the mean
# 0.35. The new value is $2 \cdot 0.2 - 0.35 = 0.05$: darker. The first bright pixel becomes $2 \cdot 0.8 - 0.65 =
# 0.95$.
#
# With 0.05 and 0.95 in place of 0.2 and 0.8, the dark pixel would become $2 \cdot 0.05 - 0.275 = -0.175$. It is set
# to 0.


# %% answer="watercolour"
def watercolour(image):
    """Make a picture look painted: a 5 x 5 median, then sharpening of amount 1, then clipping.

    Args:
        image: array of shape (H, W) or (H, W, 3), floats from 0 to 1. Do not write into it.

    Returns:
        Array of the same shape, values from 0 to 1.
    """
    ### BEGIN SOLUTION
    flat = median_filter(image, 5)
    sharp = apply_filter(flat, sharpen_kernel())
    return np.clip(sharp, 0, 1)
    ### END SOLUTION


# %% check="watercolour"
check("watercolour")

# %% [markdown]
# ## Look at it
#
# Remove the `#` signs. The photograph is made four times smaller first, so that the effect is strong.

# %%
# import matplotlib.pyplot as plt
# from cnncourse import data
#
# photo = data.photograph(shrink=4).transpose(1, 2, 0)  # the colours last
# figure, axes = plt.subplots(1, 2)
# axes[0].imshow(photo)
# axes[1].imshow(watercolour(photo))
