# %% [markdown]
# # Predict the new pixel
#
# **10 minutes, easy.** Chapter *Filters*. Do `kernels` first.
#
# Afterwards you can say, without running anything, what a filter does to a flat wall, to a speck and to an edge.
#
# Use pencil and paper here. Write six numbers, then run the check. Its three parts are the wall, the spot and the
# step. It says which parts are right, and where it recognises the slip behind a wrong number, it names it. It does
# not tell the right numbers. `hint("predict_pixels")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## A case by hand
#
# The window has the values below, and so has the kernel. The new pixel in the middle is the sum of the nine products,
# row by row: $3 + 0 + 0 + 0 + 2 \cdot 5 + 0 + 0 + 0 - 4 = 9$.
#
# $$\text{window} \begin{bmatrix} 3 & 1 & 7 \\ 2 & 5 & 8 \\ 6 & 9 & 4 \end{bmatrix} \qquad
# \text{kernel} \begin{bmatrix} 1 & 0 & 0 \\ 0 & 2 & 0 \\ 0 & 0 & -1 \end{bmatrix}$$
#
# ## Three windows
#
# $$\text{wall} \begin{bmatrix} 6 & 6 & 6 \\ 6 & 6 & 6 \\ 6 & 6 & 6 \end{bmatrix} \qquad
# \text{spot} \begin{bmatrix} 2 & 2 & 2 \\ 2 & 20 & 2 \\ 2 & 2 & 2 \end{bmatrix} \qquad
# \text{step} \begin{bmatrix} 2 & 2 & 2 \\ 2 & 2 & 2 \\ 8 & 8 & 8 \end{bmatrix}$$
#
# And four filters:
#
# - the *blur* of size 3: all nine weights are 1/9;
# - the *sharpening* kernel of amount 1: 2 in the centre, $-1/4$ for each of the four direct neighbours, 0 in the
#   corners;
# - the *emboss* kernels
#   $\text{nw} \begin{bmatrix} 2 & 1 & 0 \\ 1 & 0 & -1 \\ 0 & -1 & -2 \end{bmatrix}$ and
#   $\text{n} \begin{bmatrix} 1 & 2 & 1 \\ 0 & 0 & 0 \\ -1 & -2 & -1 \end{bmatrix}$;
# - the *median*, which has no weights: the nine values are written in order, and the one in the middle, the fifth,
#   is the new pixel.
#
# What is the new pixel in the middle? Nothing is cut off or rounded: a result may be negative.
#
# 1. the wall, blurred
# 2. the wall, embossed with nw
# 3. the spot, blurred
# 4. the spot, after the median
# 5. the spot, sharpened
# 6. the step, embossed with n


# %% answer="predict_pixels"
def predict_pixels():
    """Return the six predicted pixels, in the order of the list above.

    Returns:
        A tuple of six numbers. Write None where you have not decided yet.
    """
    ### BEGIN SOLUTION
    return 6, 0, 4, 2, 38, -24
    ### END SOLUTION


# %% check="predict_pixels"
check("predict_pixels")

# %% [markdown]
# ## Worth knowing
#
# The spot is what tells the blur from the median. The blur spreads it over the whole window, with a ninth of its
# height; the median drops it.
