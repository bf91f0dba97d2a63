# %% [markdown]
# # Slide a kernel over an image
#
# **20 minutes, easy.** Chapter *Convolution*, sections *Nineteen, by hand* and *The definition*.
#
# Afterwards you can compute by hand, and in code, what one kernel makes of one image, and say why the result
# is smaller than the image.
#
# Run the cells from top to bottom. `hint("cross_correlate2d")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## The case by hand
#
# The image has $H = 2$ rows and $W = 4$ columns, the kernel $KH = 2$ rows and $KW = 2$ columns. The kernel
# fits at three positions, so the output has one row and three columns. Each output cell is the sum of four
# products:
#
# | window | products | sum |
# |---|---|---:|
# | columns 0, 1 | $1 \cdot 1 + 2 \cdot 2 + 5 \cdot 0 + 6 \cdot (-1)$ | $-1$ |
# | columns 1, 2 | $2 \cdot 1 + 3 \cdot 2 + 6 \cdot 0 + 7 \cdot (-1)$ | $1$ |
# | columns 2, 3 | $3 \cdot 1 + 4 \cdot 2 + 7 \cdot 0 + 8 \cdot (-1)$ | $3$ |

# %%
image = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
kernel = np.array([[1, 2], [0, -1]])
print("first window times kernel:", (image[0:2, 0:2] * kernel).sum())

# %% [markdown]
# ## The definition
#
# $$y[oh, ow] = \sum_{kh=0}^{KH-1} \sum_{kw=0}^{KW-1} x[oh + kh,\; ow + kw] \cdot w[kh, kw]$$
#
# for $0 \le oh < OH$ and $0 \le ow < OW$, with $OH = H - KH + 1$ and $OW = W - KW + 1$. In words: only
# positions where the whole kernel lies inside the image count (they are called *valid*), and the kernel is
# laid on the image as it is written. Nothing is turned around.
#
# Three things to keep in mind:
#
# - Image and kernel need not be square, and the kernel may be as large as the image.
# - The image may hold integers while the kernel holds fractions. The result must keep the fractions.
# - The arguments may be views into larger arrays. Leave their values as they are.


# %% answer="cross_correlate2d"
def cross_correlate2d(image, kernel):
    """Slide a kernel over an image and sum the products at each valid position.

    Args:
        image: array of shape (H, W), ints or floats.
        kernel: array of shape (KH, KW) with KH <= H and KW <= W.

    Returns:
        Array of shape (H - KH + 1, W - KW + 1); float64 if one of the two is float64.
    """
    ### BEGIN SOLUTION
    H, W = image.shape
    KH, KW = kernel.shape
    OH, OW = H - KH + 1, W - KW + 1
    output = np.empty((OH, OW), dtype=np.result_type(image, kernel))
    for oh in range(OH):
        for ow in range(OW):
            output[oh, ow] = np.sum(image[oh : oh + KH, ow : ow + KW] * kernel)
    return output
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `[[-1, 1, 3]]`.

# %%
# cross_correlate2d(image, kernel)

# %% check="cross_correlate2d"
check("cross_correlate2d")

# %% [markdown]
# ## Worth knowing
#
# What you wrote is called *cross-correlation*. Deep learning libraries compute it under the name `conv2d`;
# `scipy.signal` keeps the two apart, as `correlate2d` and `convolve2d`. With `mode="valid"` the first of them
# gives your result.
