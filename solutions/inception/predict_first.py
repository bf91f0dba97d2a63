# %% [markdown]
# # Five numbers before any code
#
# **10 minutes, easy.** Chapter *Inception*. Take paper and a pencil.
#
# Afterwards you know from a line of a table what an inception block does to the shape of its input, and what a
# batch norm sees and learns. The check tells right from wrong; it does not give the numbers away.
#
# `hint("predict_block")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## The block
#
# GoogLeNet's first block, called 3a, reads 192 maps of 28 x 28. Four branches look at all of them, side by side:
#
# | branch | layers | columns of the paper's table 1 |
# |---|---|---|
# | 1 | 1 x 1 to 64 channels | #1x1 = 64 |
# | 2 | 1 x 1 to 96 channels, then 3 x 3 to 128 | #3x3 reduce = 96, #3x3 = 128 |
# | 3 | 1 x 1 to 16 channels, then 5 x 5 to 32 | #5x5 reduce = 16, #5x5 = 32 |
# | 4 | 3 x 3 max pool, then 1 x 1 to 32 channels | pool proj = 32 |
#
# The four results are concatenated along the channels. That needs equal heights and widths: all layers have
# stride 1, the 3 x 3 convolution and the pool are padded by 1, the 5 x 5 convolution by 2.
#
# An example of the kind of answer, for another branch: a 1 x 1 convolution from 10 channels to 4 has
# $10 \cdot 4 \cdot 1 \cdot 1 = 40$ weights, and 4 biases.
#
# ## The batch norm
#
# Later networks put a batch norm behind each convolution. In training it takes each channel by itself: from all
# values of the channel in the batch it computes a mean and a variance, and it normalises the channel with them.
# Then it multiplies the channel by a learned scale and adds a learned shift. Besides, it keeps a running mean and
# a running variance for later use.
#
# ## The questions
#
# 1. How many channels does block 3a give?
# 2. How many rows have the maps that the pool branch gives?
# 3. How many weights has the 5 x 5 convolution, biases not counted?
# 4. A batch norm stands behind 256 maps. How many numbers does it learn by gradients?
# 5. In training a batch has 4 images, and the maps are 28 x 28. Of how many values is one mean of this batch norm
#    the mean?
#
# Replace the line `raise NotImplementedError()` by a `return` of your five numbers, in this order. You may let Python
# multiply.


# %% answer="predict_block"
def predict_block():
    """Return the five numbers asked for above, as a tuple.

    Returns:
        (channels, rows, weights, learned numbers, values behind one mean).
    """
    ### BEGIN SOLUTION
    channels = 64 + 128 + 32 + 32
    return channels, 28, 16 * 32 * 5 * 5, 2 * 256, 4 * 28 * 28
    ### END SOLUTION


# %% check="predict_block"
check("predict_block")
