# %% [markdown]
# # Predict what a 1 x 1 layer costs
#
# **8 minutes, easy.** Chapter *1 x 1 convolutions*. Do `layer_cost` of the topic *arithmetic* first, or do this to find
# out what its formulas say for the smallest kernel there is.
#
# Afterwards you know what a 1 x 1 layer learns, computes and sees.
#
# Use pencil and paper here. Write five numbers, then run the check: it says which of them are right, and where it
# recognises the slip behind a wrong one, it names it. It does not tell the right numbers. `hint("predict_pointwise")`
# in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## A case by hand
#
# A convolution with 1 x 1 kernels looks at one pixel at a time. Each filter takes one number from each map, multiplies
# it by a weight of its own and adds the products up. The pixel keeps its place; the numbers in it are mixed.
#
# Take 3 maps of 4 x 5, and 2 filters.
#
# - A filter has 3 weights. Two filters have 6, and 2 biases.
# - Each filter makes one map of 4 x 5, so 40 numbers come out.
# - One pixel takes 6 multiply-adds, the 20 pixels take 120.
#
# ## Five questions
#
# A 1 x 1 layer has **64 filters** and reads **256 maps of 14 x 14** of one image.
#
# 1. How many weights has it, without the biases?
# 2. How many numbers does it learn, the biases included?
# 3. How many numbers does it put out?
# 4. How many multiply-adds does it take? One multiplication and the addition that follows it are one.
#
# The last question is about a stack: a 3 x 3 layer, then a 1 x 1 layer, then another 1 x 1 layer, all with stride 1.
#
# 5. How many rows of the input does a pixel of the last layer depend on?
#
# Products are welcome in the answer: Python multiplies `12 * 34` for you.


# %% answer="predict_pointwise"
def predict_pointwise():
    """Return the five predicted numbers, in the order of the list above.

    Returns:
        A tuple of five numbers. Write None where you have not decided yet.
    """
    ### BEGIN SOLUTION
    return 256 * 64, 256 * 64 + 64, 64 * 14 * 14, 256 * 64 * 14 * 14, 3
    ### END SOLUTION


# %% check="predict_pointwise"
check("predict_pointwise")

# %% [markdown]
# ## Worth knowing
#
# A fully connected layer from $256 \cdot 14 \cdot 14$ numbers to $64 \cdot 14 \cdot 14$ would have more than 600
# million weights. The 1 x 1 layer uses the same few in every pixel.
