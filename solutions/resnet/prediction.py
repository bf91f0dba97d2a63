# %% [markdown]
# # Predict first: what comes out of a residual block
#
# **10 minutes, easy.** Chapter *Residual networks*.
#
# Five questions to answer with pencil and paper, before any code runs. The point is to commit to numbers: a
# prediction that turns out wrong shows you what you had not seen. Write your numbers into the answer cell, then
# run the check. `hint("predict_outputs")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## Three numbers through a block
#
# The residual path of a block, whatever layers it is made of, is written $F$. Three numbers come in:
#
# $$x = [3, -1, 2], \qquad F(x) = [-4, 4, -1].$$
#
# - **Row 0.** A residual block returns $y = \mathrm{relu}(F(x) + x)$. What is $y$?
# - **Row 1.** All weights of the same block are set to zero, so that $F$ gives zeros. What is $y$ now, for the
#   same $x$?
# - **Row 2.** A pre-activation block returns $y = F(x) + x$. What is $y$ for the $x$ and the $F(x)$ above?
#
# ## A bottleneck
#
# A bottleneck with `width` 32, `expansion` 4 and stride 2 gets images of the shape $(2, 64, 15, 20)$. It is made
# of three convolutions, none with a bias, each followed by a batch norm:
#
# | | kernel | stride | padding | channels |
# |---|---|---|---|---|
# | first | 1 x 1 | 1 | 0 | 64 to `width` |
# | second | 3 x 3 | 2 | 1 | `width` to `width` |
# | third | 1 x 1 | 1 | 0 | `width` to `expansion` times `width` |
#
# Beside them a 1 x 1 convolution with stride 2, the *projection*, makes the block's input fit for the addition.
#
# - **Row 3.** Which shape $(N, C, H, W)$ has the output? Four numbers.
# - **Row 4.** How many weights have the first, the second and the third convolution, and the projection? Four
#   numbers, batch norms not counted.


# %% answer="predict_outputs"
def predict_outputs():
    """Return the five predictions as a list of five lists of whole numbers, row 0 first."""
    ### BEGIN SOLUTION
    return [
        [0, 3, 1],  # row 0: y of the residual block
        [3, 0, 2],  # row 1: y where F gives zeros
        [-1, 3, 1],  # row 2: y of the pre-activation block
        [2, 128, 8, 10],  # row 3: N, C, H, W after the bottleneck
        [2048, 9216, 4096, 8192],  # row 4: weights of first, second, third, projection
    ]
    ### END SOLUTION


# %% [markdown]
# Put an empty list `[]` where you have no prediction yet: every row is a part of its own. The check says whether a
# row is right and names the slip behind it; it keeps the right numbers back.

# %% check="predict_outputs"
check("predict_outputs")

# %% [markdown]
# ## Worth knowing
#
# Rows 1 and 2 are why these networks can be deep. A plain layer with weights of zero forgets its input; a residual
# block with weights of zero hands it on, or what is not negative of it. Depth starts from doing nothing.
