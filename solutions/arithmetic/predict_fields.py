# %% [markdown]
# # Predict the receptive field
#
# **10 minutes, easy.** Chapter *Convolution*, section *Stride, padding, dilation*. Do `layer_cost` first, or do this to
# find out why `receptive_field` there is as it is.
#
# Afterwards you can tell from a drawing which cells of the input a cell of the third layer depends on.
#
# Use pencil and paper here. Write five numbers, then run the check. Its first part is about questions 1 to 3, the
# second about question 4, the third about question 5. It says which parts are right, and where it recognises the slip
# behind a wrong number, it names it. It does not tell the right numbers. `hint("predict_fields")` in a cell of its own
# gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## A case by hand
#
# One direction is enough. A layer of kernel 2 makes a row of cells from a row of cells; cell $i$ reads the cells $i$
# and $i + 1$ of the row below.
#
# - Cell 0 of the first layer reads the input cells 0 and 1: a receptive field of 2.
# - Cell 0 of the second layer, also of kernel 2, reads the cells 0 and 1 of the first. Those read the input cells 0, 1
#   and 1, 2. Together: 0, 1, 2. The receptive field is 3, not 4, since input cell 1 is read twice.
#
# The receptive field is the number of input cells from the first to the last that a cell depends on, cells that are
# skipped in between included.
#
# ## Five questions
#
# All layers have kernel 3. What is the receptive field of a cell of the last layer?
#
# 1. one layer
# 2. two layers
# 3. three layers
# 4. three layers, the first of them with stride 2: its cell $i$ reads the input cells $2i$, $2i + 1$, $2i + 2$
# 5. three layers with dilations 1, 2 and 4: cell $i$ of the second reads the cells $i$, $i + 2$, $i + 4$ of the first,
#    and cell $i$ of the third reads the cells $i$, $i + 4$, $i + 8$ of the second


# %% answer="predict_fields"
def predict_fields():
    """Return the five predicted receptive fields, in the order of the list above.

    Returns:
        A tuple of five numbers. Write None where you have not decided yet.
    """
    ### BEGIN SOLUTION
    return 3, 5, 7, 11, 15
    ### END SOLUTION


# %% check="predict_fields"
check("predict_fields")

# %% [markdown]
# ## Worth knowing
#
# With dilations that double from layer to layer, the field doubles, too. Ten such layers of kernel 3 see 2,047 cells;
# ten layers without dilation see 21.
