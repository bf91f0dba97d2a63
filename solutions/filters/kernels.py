# %% [markdown]
# # Kernels: blur, sharpen, emboss
#
# **25 minutes, easy to medium.** Chapter *Filters*.
#
# Afterwards you can write a 3 x 3 kernel for an effect you have in mind, and tell from the sum of its weights
# what it does to a flat wall.
#
# Run the cells from top to bottom. In an answer cell, replace `raise NotImplementedError()` by your code, run
# the cell, then run the check below it: it says what is right and what is not yet. Do so as often as you like.
# The square button at the top stops a loop that does not end. `hint("blur_kernel")` in a cell of its own gives
# the next hint for this function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## What a kernel does
#
# A kernel is a small grid of weights. Lay it on the image, multiply each weight by the pixel below it, add
# the products: the sum is one pixel of the new image. Then move the kernel by one pixel and do it again.
#
# Suppose all pixels below the kernel have the same value $v$. Then the new pixel is $v$ times the sum of the
# weights. A kernel whose sum is 1 leaves a flat wall as it is; a kernel whose sum is 0 turns it into 0, so
# that only differences remain.

# %%
window = np.array([[1, 1, 1], [1, 9, 1], [1, 1, 1]])  # a bright spot on a dark wall
identity = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])  # the kernel that changes nothing
print("new pixel:", (window * identity).sum())

# %% [markdown]
# ## Blur
#
# The new pixel is the mean of all pixels below the kernel. A kernel of size $K$ has $K^2$ cells, so each
# weight is $1 / K^2$.
#
# By hand: on the window above, the blur of size 3 gives $(8 \cdot 1 + 9) / 9 = 17/9 \approx 1.89$. The spot
# has almost gone.
#
# Write it for every size from 1 on, even sizes included.


# %% answer="blur_kernel"
def blur_kernel(size):
    """Return the kernel whose result is the mean of the size x size pixels below it.

    Args:
        size: number of rows and of columns, an int of at least 1.

    Returns:
        Array of shape (size, size), float64. Its sum is 1.
    """
    ### BEGIN SOLUTION
    return np.full((size, size), 1 / size**2)
    ### END SOLUTION


# %% check="blur_kernel"
check("blur_kernel")

# %% [markdown]
# ## Sharpen
#
# To sharpen, exaggerate what makes a pixel different from its surroundings. Take the mean of its four direct
# neighbours (above, below, left, right), and push the pixel away from it:
#
# $$\text{new} = \text{centre} + a \cdot (\text{centre} - \text{mean of the four neighbours})$$
#
# with an amount $a$. By hand: the bright spot is 9, its four neighbours have the mean 1. With $a = 1$ the new
# pixel is $9 + 1 \cdot (9 - 1) = 17$; with $a = 0$ it stays 9.
#
# Collect what each pixel is multiplied by: the centre by $1 + a$, each direct neighbour by $-a/4$, the
# corners by 0. These are the nine weights.


# %% answer="sharpen_kernel"
def sharpen_kernel(amount=1.0):
    """Return the kernel that pushes a pixel away from the mean of its four direct neighbours.

    Args:
        amount: how far, a number of at least 0 (int or float); 0 gives the identity.

    Returns:
        Array of shape (3, 3), float64. Its sum is 1.
    """
    ### BEGIN SOLUTION
    side = -amount / 4
    return np.array([[0, side, 0], [side, 1 + amount, side], [0, side, 0]], dtype=np.float64)
    ### END SOLUTION


# %% check="sharpen_kernel"
check("sharpen_kernel")

# %% [markdown]
# ## Emboss
#
# An emboss kernel makes brightness look like height, lit from one side. It weighs the cells near the light
# positive and those far from it negative. The light comes from one of eight directions, named as on a map:
# `"n"` is the top of the image, `"e"` the right, `"nw"` the top left corner.
#
# The definition: the centre is 0. Start at the outer cell nearest to the light and walk around the ring of
# eight outer cells, away from the light, on both sides: the values are $2, 1, 0, -1, -2$. Both walks end at
# the cell opposite the light.
#
# $$\text{nw}: \begin{bmatrix} 2 & 1 & 0 \\ 1 & 0 & -1 \\ 0 & -1 & -2 \end{bmatrix} \qquad
# \text{n}: \begin{bmatrix} 1 & 2 & 1 \\ 0 & 0 & 0 \\ -1 & -2 & -1 \end{bmatrix}$$
#
# By hand: where the top row is 5 and the two rows below are 1, light from `"n"` gives
# $(1 + 2 + 1) \cdot 5 - (1 + 2 + 1) \cdot 1 = 16$. On a flat wall it gives 0, whatever the direction.


# %% answer="emboss_kernel"
def emboss_kernel(direction):
    """Return the kernel that shows brightness as height, lit from one direction.

    Args:
        direction: where the light comes from: "n", "ne", "e", "se", "s", "sw", "w" or "nw".

    Returns:
        Array of shape (3, 3). Its sum is 0.
    """
    ### BEGIN SOLUTION
    names = ["nw", "n", "ne", "e", "se", "s", "sw", "w"]  # the ring, clockwise from the top left
    cells = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    nearest = names.index(direction)
    kernel = np.zeros((3, 3))
    for step, value in enumerate([2, 1, 0, -1, -2, -1, 0, 1]):
        kernel[cells[(nearest + step) % 8]] = value
    return kernel
    ### END SOLUTION


# %% check="emboss_kernel"
check("emboss_kernel")

# %% [markdown]
# ## Worth knowing
#
# In a network nobody writes the kernels: training finds them. Many of those in the first layer come out as
# edge detectors, relatives of your emboss kernels.
