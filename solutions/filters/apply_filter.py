# %% [markdown]
# # Filter a picture
#
# **45 minutes, easy to medium.** Chapter *Filters*. Do `kernels` first.
#
# Afterwards you can apply any kernel to a picture, in grey or in colour, and say what happens at its edge.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it. `hint("apply_filter")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Weights that sum to 1
#
# Whole numbers are easier to write than fractions. This kernel blurs, and weighs near pixels more than far ones:
#
# $$\begin{bmatrix} 1 & 2 & 1 \\ 2 & 4 & 2 \\ 1 & 2 & 1 \end{bmatrix}$$
#
# Its weights sum to 16, so it makes a flat wall 16 times as bright. Divided by 16, they sum to 1, and the wall stays
# as it is. The weight in the centre becomes $4/16 = 0.25$.
#
# To *normalise* a kernel is to divide all its weights by their sum. Weights may be negative and count as what they are:
# the sum of $(-1, 4, -1)$ is 2, and normalised they are $(-0.5, 2, -0.5)$. A sum below 0 divides like any other.
#
# One case is special. The weights of an emboss kernel sum to 0. No factor makes that a 1, and a division by 0 gives
# no numbers. Return such weights as they are. (In the kernels of the check the sum comes out as exactly 0, or is far
# from it.)


# %% answer="normalise_kernel"
def normalise_kernel(kernel):
    """Divide the weights of a kernel by their sum; a kernel whose weights sum to 0 stays as it is.

    Args:
        kernel: array of shape (KH, KW), ints or floats. The caller still needs it: do not write into it.

    Returns:
        Array of shape (KH, KW), float64. Its sum is 1, or 0 if that of the kernel is 0.
    """
    ### BEGIN SOLUTION
    total = kernel.sum()
    if total == 0:
        return kernel.astype(np.float64)
    return kernel / total
    ### END SOLUTION


# %% check="normalise_kernel"
check("normalise_kernel")

# %% [markdown]
# ## Slide the kernel
#
# The filtered picture is as large as the picture. Pixel $(h, w)$ of it is the sum of nine products for a 3 x 3 kernel:
# the weights, laid on the picture as they are written, with their centre on pixel $(h, w)$.
#
# By hand: the row of pixels 5, 1, 2 and the kernel $(1, 0, -1)$. The pixel in the middle becomes
# $1 \cdot 5 + 0 \cdot 1 - 1 \cdot 2 = 3$. For the pixel at the left edge, one cell of the kernel hangs over. There
# the nearest pixel is repeated, as if the row were 5, 5, 1, 2, 2:
#
# | new pixel | products | sum |
# |---|---|---:|
# | left | $1 \cdot 5 + 0 \cdot 5 - 1 \cdot 1$ | 4 |
# | middle | $1 \cdot 5 + 0 \cdot 1 - 1 \cdot 2$ | 3 |
# | right | $1 \cdot 1 + 0 \cdot 2 - 1 \cdot 2$ | $-1$ |
#
# Zeros beyond the edge, as in a convolution layer, would draw a dark frame around every blurred picture.
#
# `np.pad(plane, ((top, bottom), (left, right)), mode="edge")` repeats the nearest pixel. For a plane of $H$ rows and
# $W$ columns:

# %%
row = np.array([[5, 1, 2]])
print(np.pad(row, ((0, 0), (1, 1)), mode="edge"))

# %% [markdown]
# ## The definition
#
# $$y[h, w] = \sum_{i=0}^{KH-1} \sum_{j=0}^{KW-1} x[h + i - top,\; w + j - left] \cdot k[i, j]$$
#
# $$top = \left\lfloor \frac{KH - 1}{2} \right\rfloor, \quad left = \left\lfloor \frac{KW - 1}{2} \right\rfloor$$
#
# where $x$ beyond the edge is the nearest pixel.
#
# - A kernel of 3 rows needs one row above the picture and one below it. A kernel of 2 rows needs none above and one
#   below: $top = \lfloor 1/2 \rfloor = 0$, and $KH - 1 - top = 1$ is left for the bottom.
# - The kernel is not turned around, and nothing is normalised or clipped: values may come out below 0 or above 1.
# - A grey picture has the shape $(H, W)$. A colour picture has the shape $(H, W, 3)$; each of its three colours
#   `image[:, :, c]` is filtered by itself, with the same kernel, and the result has the shape $(H, W, 3)$ again.
# - The picture may hold integers while the kernel holds fractions. The result must keep the fractions.
#
# Write it for one grey picture first. Then use that for each colour.


# %% answer="apply_filter"
def apply_filter(image, kernel):
    """Slide a kernel over a picture, each colour by itself; the nearest pixel is repeated beyond the edge.

    Args:
        image: array of shape (H, W) or (H, W, 3), ints or floats.
        kernel: array of shape (KH, KW), odd or even; it may be larger than the picture.

    Returns:
        Array of the picture's shape, floats.
    """
    ### BEGIN SOLUTION
    if image.ndim == 3:
        return np.stack([apply_filter(image[:, :, c], kernel) for c in range(image.shape[2])], axis=2)
    H, W = image.shape
    KH, KW = kernel.shape
    top, left = (KH - 1) // 2, (KW - 1) // 2
    padded = np.pad(image, ((top, KH - 1 - top), (left, KW - 1 - left)), mode="edge")
    result = np.zeros((H, W))
    for i in range(KH):
        for j in range(KW):
            result += kernel[i, j] * padded[i : i + H, j : j + W]
    return result
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `[[4, 3, -1]]`.

# %%
# apply_filter(row, np.array([[1, 0, -1]]))

# %% check="apply_filter"
check("apply_filter")

# %% [markdown]
# ## Worth knowing
#
# For kernels of odd size this is `filter2D` of OpenCV with `borderType=BORDER_REPLICATE`. Its default is another,
# `BORDER_REFLECT_101`, which goes on with the second pixel. Near the edge two libraries may give two results, and
# both are right.
