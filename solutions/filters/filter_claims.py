# %% [markdown]
# # Heard in the wild: filters
#
# **20 minutes, easy.** Chapter *Filters*. Do `apply_filter` first.
#
# Two claims that you can read on the web. For each, you write the function whose numbers settle it, look at the
# numbers, and write down what follows.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("contrast_change")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse import data
from cnncourse.checking import check, hint
from cnncourse.numpy import apply_filter, blur_kernel, emboss_kernel, sharpen_kernel

photo = data.photograph(shrink=4, grey=True)

# %% [markdown]
# ## Claim 1: "To convolve a picture with a kernel is to sharpen it; convolution is the technical term"
#
# Sharpening makes differences larger. One number for the differences in a picture is its *contrast*: the standard
# deviation of all its numbers, `image.std()`. If a filter sharpens, the contrast after it is larger than before.
#
# By hand: the row 0, 4, 0, 4 has the mean 2, and every pixel lies 2 away from it, so the standard deviation is 2. The
# kernel $(1, 1)$ makes of it 4, 4, 4, 8, with the mean 5 and the distances 1, 1, 1, 3. The standard deviation is
# $\sqrt{(1 + 1 + 1 + 9)/4} = \sqrt 3 \approx 1.73$, and the contrast has changed by the factor $1.73 / 2 = 0.87$.
#
# Use `apply_filter`, which is imported above. Count all numbers of a colour picture together, whatever their colour.
# Nothing is clipped.


# %% answer="contrast_change"
def contrast_change(image, kernel):
    """Return by which factor a filter changes the contrast of a picture.

    Args:
        image: array of shape (H, W) or (H, W, 3), floats, not all the same.
        kernel: array of shape (KH, KW).

    Returns:
        The standard deviation of the filtered picture, divided by that of the picture.
    """
    ### BEGIN SOLUTION
    return apply_filter(image, kernel).std() / image.std()
    ### END SOLUTION


# %% check="contrast_change"
check("contrast_change")

# %% [markdown]
# Now the numbers. Remove the `#` signs.

# %%
# print("blur of size 3:", contrast_change(photo, blur_kernel(3)))
# print("blur of size 7:", contrast_change(photo, blur_kernel(7)))
# print("sharpen:       ", contrast_change(photo, sharpen_kernel()))

# %% [markdown]
# **Your verdict** (double-click to write): is the claim right, wrong, or right under a condition? Which number shows
# it?
#
# ...

# %% [markdown]
# ## Claim 2: "An emboss filter sets the background to 0"
#
# The weights of an emboss kernel sum to 0, so on a flat area the result is 0. Is that the background of a picture?
# Count: which share of the pixels is 0 after the filter?
#
# By hand: after a filter the picture is 0, 0, 7, $-2$. Two of four pixels are 0: the share is 0.5. A negative pixel is
# not 0.
#
# Sums of fractions are rounded, so a 0 may come out as 0.0000000000000001. Count a pixel as 0 if its absolute value is
# below $10^{-9}$. Pictures are grey here.


# %% answer="zero_share"
def zero_share(image, kernel):
    """Return the share of pixels that are 0 after a filter.

    Args:
        image: array of shape (H, W), floats.
        kernel: array of shape (KH, KW).

    Returns:
        A number from 0 to 1: filtered pixels with an absolute value below 1e-9, divided by all pixels.
    """
    ### BEGIN SOLUTION
    filtered = apply_filter(image, kernel)
    return np.mean(np.abs(filtered) < 1e-9)
    ### END SOLUTION


# %% check="zero_share"
check("zero_share")

# %% [markdown]
# Now the numbers, for a drawn box on a wall and for a photograph. Remove the `#` signs.

# %%
# box = np.full((16, 16), 0.5)
# box[5:11, 5:11] = 1.0
# print("box on a wall:", zero_share(box, emboss_kernel("nw")))
# print("photograph:   ", zero_share(photo, emboss_kernel("nw")))

# %% [markdown]
# **Your verdict** (double-click to write): under which condition is the claim right?
#
# ...
