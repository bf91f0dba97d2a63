# %% [markdown]
# # Predict the numbers of a layer
#
# **15 minutes, easy.** Chapter *Convolution*, from *Nineteen, by hand* to *Stride, padding, dilation*.
#
# Afterwards you can say, without running anything, which numbers go into one number of a layer's output.
#
# Use pencil and paper here. Write eight numbers, then run the check: it says which of them are right, and where it
# recognises the slip behind a wrong one, it names it. It does not tell the right numbers. `hint("predict_conv2d")` in
# a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## A case by hand
#
# The image has one row, `[5, 1, 2, 6]`, and so has the kernel, `[3, -1]`. Everything is counted from 0: rows, columns,
# channels, filters. Pairs are (vertical, horizontal). Here is the number in row 0, column 1 of the output:
#
# | setting | lies under the kernel | number |
# |---|---|---:|
# | none | 1, 2 | $3 \cdot 1 - 2 = 1$ |
# | padding (0, 1) | 5, 1 | $3 \cdot 5 - 1 = 14$ |
# | stride (1, 2) | 2, 6 | $3 \cdot 2 - 6 = 0$ |
# | dilation (1, 2) | 1, 6 | $3 \cdot 1 - 6 = -3$ |
#
# Padding (0, 1) puts a 0 at either end of the row, so that the number before this one is $3 \cdot 0 - 5 = -5$.
#
# ## One channel
#
# $$\text{image} \begin{bmatrix} 7 & 3 & 3 & 3 & 0 \\ 0 & 6 & 0 & 4 & 3 \\ 7 & 3 & 2 & 6 & 5 \\ 2 & 3 & 1 & 7 & 1
# \end{bmatrix} \qquad
# \text{kernel} \begin{bmatrix} 2 & 1 \\ 0 & -1 \end{bmatrix}$$
#
# Unless something else is said, the stride is 1, the dilation is 1, and there is no padding and no bias. *First* is
# the number at the top left of the output, in row 0 and column 0.
#
# 1. How many numbers does the output hold?
# 2. What is the first number?
# 3. What is the first number with padding 1, on all four sides?
# 4. What is the number in row 1, column 1 of the output with stride (1, 2)?
# 5. What is the first number with dilation 2?
#
# ## A layer
#
# 6. The image gets a second channel, in which every number is 2. The filter's kernel for it is
#    $\begin{bmatrix} 0 & 1 \\ 1 & 0 \end{bmatrix}$; that for the first channel stays. The bias is 10. What is the first
#    number?
# 7. A batch of 3 such images, each of 2 channels, goes through 5 such filters. How many maps come out, of all images
#    together?
# 8. A layer has 9 channels, 6 filters and 3 groups. Which is the first channel that filter 4 reads?


# %% answer="predict_conv2d"
def predict_conv2d():
    """Return the eight predicted numbers, in the order of the questions.

    Returns:
        A tuple of eight numbers. Write None where you have not decided yet.
    """
    ### BEGIN SOLUTION
    return 12, 11, -7, -2, 15, 25, 15, 6
    ### END SOLUTION


# %% check="predict_conv2d"
check("predict_conv2d")

# %% [markdown]
# ## Worth knowing
#
# Questions 3 to 5 change which numbers lie under the kernel, and nothing else. A library that gives other numbers than
# you expect has mostly laid its windows elsewhere: check one number by hand, as you did here.
