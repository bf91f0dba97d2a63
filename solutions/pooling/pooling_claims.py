# %% [markdown]
# # Two claims about pooling
#
# **30 minutes, easy to medium.** Chapter *Pooling*.
#
# Afterwards you have measured two sentences that stand in many articles, and can say how far each of them is true.
#
# Run the cells from top to bottom. `hint("relu_gaps")` in a cell of its own gives the next hint for this function. The
# pooling functions of the course may be used here.

# %%
import numpy as np

from cnncourse.checking import check, hint
from cnncourse.numpy import avg_pool2d, max_pool2d

# %% [markdown]
# ## "ReLU may stand before or after the pooling, it makes no difference"
#
# ReLU puts 0 in place of every negative number. A network can apply it before the pooling or after. The second needs
# less work: a 2x2 pooling leaves a quarter of the values.
#
# By hand: one window with the numbers 4, -2, -6, 8.
#
# | order | max pooling | average pooling |
# |---|---:|---:|
# | ReLU first: 4, 0, 0, 8 | 8 | $12 / 4 = 3$ |
# | pooling first | 8, then ReLU: 8 | $4 / 4 = 1$, then ReLU: 1 |
# | gap | 0 | 2 |
#
# One window proves nothing for the maximum. Write a function that computes both orders for a whole array and returns
# the largest gap of each pooling, as a tuple:
#
# $$\text{gap} = \max \bigl|\, \text{pool}(\text{relu}(x)) - \text{relu}(\text{pool}(x)) \,\bigr|$$
#
# The outer maximum runs over all cells of all maps. The windows lie side by side: no stride, no padding. Leave the
# values of `x` as they are.


# %% answer="relu_gaps"
def relu_gaps(x, kernel_size):
    """Return how far apart the two orders of ReLU and pooling are.

    Args:
        x: images, shape (N, C, H, W), floats of both signs.
        kernel_size: of the windows, an int or a pair.

    Returns:
        The tuple (gap of max pooling, gap of average pooling) of two numbers.
    """
    ### BEGIN SOLUTION
    gaps = []
    for pool in (max_pool2d, avg_pool2d):
        before = pool(np.maximum(x, 0), kernel_size)
        after = np.maximum(pool(x, kernel_size), 0)
        gaps.append(np.abs(before - after).max())
    return tuple(gaps)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 0 and 2.

# %%
# print(relu_gaps(np.array([[[[4.0, -2.0], [-6.0, 8.0]]]]), 2))

# %% check="relu_gaps"
check("relu_gaps")

# %% [markdown]
# Now a map of negative numbers alone. What does each pooling keep of it, if no ReLU is near?

# %%
dark = -np.array([[[[9.0, 8.0, 7.0, 9.0], [9.0, 1.0, 9.0, 6.0]]]])
print(max_pool2d(dark, 2), avg_pool2d(dark, 2))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. For which pooling does the claim hold, and
# what is it about a maximum that makes it so? Someone says that max pooling keeps "the strongest response": what does
# it keep of `dark`?
#
# ## "Pooling makes a network invariant to shifts"
#
# *Invariant* would mean: move the image by a pixel, and the pooled map stays as it was.
#
# By hand: an image with one row, `[0, 9, 0, 0, 3, 0]`, and max pooling with windows of 2.
#
# | image | pooled |
# |---|---|
# | `[0, 9, 0, 0, 3, 0]` | `[9, 0, 3]` |
# | moved right by 1: `[0, 0, 9, 0, 0, 3]` | `[0, 9, 3]` |
# | moved right by 2: `[3, 0, 0, 9, 0, 0]` | `[3, 9, 0]` |
#
# What leaves on the right comes in again on the left, so that nothing is lost.
#
# - Moved by 1, one cell of three is as it was: a share of 1/3.
# - Moved by 2, none is. But the pooled map has only moved along, by one cell: `[9, 0, 3]` moved right by 1 is
#   `[3, 9, 0]`. Compared with that, all cells are equal.
#
# Write a function that measures both. It gets an image, the size of the windows and a shift in columns:
#
# 1. Pool the image: max pooling, windows of `kernel_size` x `kernel_size` side by side.
# 2. Move the image to the right by `shift` columns, and pool it.
# 3. *Unchanged* is the share of cells in which the two pooled maps are equal.
# 4. *Followed* is that share if the first pooled map is moved to the right as well, by `shift // kernel_size` cells.
#
# The image has the shape $(H, W)$, both multiples of `kernel_size`. `max_pool2d` wants four axes. `shift` is 0 or
# more. Leave the values of the image as they are.


# %% answer="shift_shares"
def shift_shares(image, kernel_size, shift):
    """Return how much of a pooled map survives when the image moves to the right.

    Args:
        image: array of shape (H, W), both multiples of kernel_size.
        kernel_size: rows and columns of a window, an int.
        shift: by how many columns the image moves, an int of 0 or more.

    Returns:
        The tuple (unchanged, followed) of two shares between 0 and 1.
    """
    ### BEGIN SOLUTION
    before = max_pool2d(image[None, None], kernel_size)[0, 0]
    after = max_pool2d(np.roll(image, shift, axis=1)[None, None], kernel_size)[0, 0]
    moved = np.roll(before, shift // kernel_size, axis=1)
    return np.mean(before == after), np.mean(moved == after)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the case by hand, with every row twice. The results should be 0.33 and 0.33, then 0
# and 1.

# %%
# rows = np.array([[0, 9, 0, 0, 3, 0], [0, 9, 0, 0, 3, 0]])
# print(shift_shares(rows, 2, 1))
# print(shift_shares(rows, 2, 2))

# %% check="shift_shares"
check("shift_shares")

# %% [markdown]
# Now a photograph in place of small numbers. It is cut so that windows of 2 and of 4 fit. Remove the `#` signs.

# %%
from cnncourse.data import photograph

photo = photograph(grey=True)[:512, :512]
# for shift in range(5):
#     print(shift, shift_shares(photo, 2, shift), shift_shares(photo, 4, shift))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. Is the pooled map of the photograph
# invariant to a shift by one pixel? For which shifts does it move along exactly? Which weaker word than *invariant*
# would you choose?
#
# ## Worth knowing
#
# A convolution with stride 1 moves along with every shift. Each pooling with stride 2 keeps this promise only for even
# shifts, and after five of them, as in VGG-16, only multiples of 32 are left.
