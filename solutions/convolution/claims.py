# %% [markdown]
# # Three claims about convolution
#
# **45 minutes, easy to medium.** Chapter *Convolution*, *From one channel to a layer* and *The layer is a matrix*.
#
# Afterwards you have settled three sentences that stand in many articles, each by a function whose numbers decide.
#
# Run the cells from top to bottom. `hint("weight_sets")` in a cell of its own gives the next hint for this function.
# The functions of the course may be used here.

# %%
import numpy as np

from cnncourse.checking import check, hint
from cnncourse.numpy import conv2d

# %% [markdown]
# ## "All neurons of a hidden layer share one set of weights"
#
# A number of the output is also called a *neuron*. It reads a window of each channel. What it needs is a *set*: a
# weight for each number that it reads, and one bias. Who shares a set? There are three possibilities:
#
# - *own*: each neuron has a set of its own;
# - *by map*: the neurons of one map share a set, and each map has another;
# - *one*: all neurons of all maps share a single set.
#
# By hand: 2 channels of 4 x 5 cells go in, 3 maps come out, the kernel is 2 x 2. A set has $2 \cdot 2 \cdot 2 = 8$
# weights and a bias, 9 numbers. Without padding, a map has $3 \cdot 4 = 12$ neurons.
#
# | who shares | sets | numbers |
# |---|---:|---:|
# | own | $3 \cdot 12 = 36$ | 324 |
# | by map | 3 | 27 |
# | one | 1 | 9 |
#
# Write a function that counts the numbers for any layer. The stride is 1, there is no padding, the kernel is square.


# %% answer="weight_sets"
def weight_sets(c_in, size, maps, kernel_size):
    """Return how many numbers a layer holds, for three ways of sharing them.

    Args:
        c_in: channels of the input, an int.
        size: the pair (H, W) of the input.
        maps: maps of the output, an int.
        kernel_size: rows and columns of the kernel, an int.

    Returns:
        The tuple (own, by_map, one) of three ints: weights and biases if each neuron has a set of its own, if each
        map has one, and if the whole layer has one.
    """
    ### BEGIN SOLUTION
    H, W = size
    one = c_in * kernel_size**2 + 1
    neurons = maps * (H - kernel_size + 1) * (W - kernel_size + 1)
    return neurons * one, maps * one, one
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `(324, 27, 9)`.

# %%
# print(weight_sets(2, (4, 5), 3, 2))

# %% check="weight_sets"
check("weight_sets")

# %% [markdown]
# The first layer of LeNet-5 has one channel of 32 x 32 cells, 6 maps and a 5 x 5 kernel. The paper (LeCun and others,
# 1998) says of it: 156 trainable parameters, and 122,304 connections. Remove the `#` signs.

# %%
# print(weight_sets(1, (32, 32), 6, 5))
# print(weight_sets(1, (64, 64), 6, 5))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. Which of the three ways is LeNet-5's? What
# would six maps show if the claim were true? Which of the three numbers depend on the size of the image?
#
# ## "Add the channels up first, then slide one kernel: the result is the same, and cheaper"
#
# A filter has a kernel for each channel. It filters each channel with its own kernel and adds the maps up. The claim
# turns this round: squash the image into one channel first, then slide a single kernel over that.
#
# Its best chance is this: the squashed image is the *mean* of the channels, and the single kernel is the *sum* of the
# kernels. Then no number of the image and no weight is lost.
#
# By hand: two channels of one row, `[1, 2]` and `[5, 3]`, with the kernels `[1, 1]` and `[1, -1]`.
#
# | way | computation | result |
# |---|---|---:|
# | the filter | $(1 + 2) + (5 - 3)$ | 5 |
# | squashed: mean `[3, 2.5]`, sum of kernels `[2, 0]` | $2 \cdot 3 + 0 \cdot 2.5$ | 6 |
#
# The gap is 1. Write a function that computes both maps and returns the largest gap, as a number of 0 or more:
#
# $$\text{gap} = \max_{oh,\,ow} \bigl|\, y_{oh,ow} - y'_{oh,ow} \,\bigr|$$
#
# with $y$ from the filter and $y'$ from the squashed image. Stride 1, no padding, no bias. `conv2d` of the course wants
# `x` with four axes $(N, C, H, W)$ and `weight` with four, $(F, C, KH, KW)$. Leave the values of the arrays as they
# are.


# %% answer="squash_gap"
def squash_gap(image, kernels):
    """Return how far a filter is from one kernel on the mean of the channels.

    Args:
        image: array of shape (C, H, W).
        kernels: a kernel for each channel, shape (C, KH, KW).

    Returns:
        The largest absolute difference between the two maps, a number.
    """
    ### BEGIN SOLUTION
    layer = conv2d(image[None], kernels[None])
    squashed = conv2d(image.mean(axis=0)[None, None], kernels.sum(axis=0)[None, None])
    return np.abs(layer - squashed).max()
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 1.

# %%
# print(squash_gap(np.array([[[1.0, 2]], [[5, 3]]]), np.array([[[1.0, 1]], [[1, -1]]])))

# %% check="squash_gap"
check("squash_gap")

# %% [markdown]
# Now a photograph in colour and the same photograph in grey, stored as three equal channels. The kernels are drawn at
# random; in the second set the three are equal. Remove the `#` signs.

# %%
from cnncourse.data import photograph

colour = photograph(shrink=4)  # (3, 150, 128)
grey = np.stack([colour.mean(axis=0)] * 3)
unlike = np.random.default_rng(0).normal(size=(3, 3, 3))
alike = np.stack([unlike[0]] * 3)
# for kernels in (unlike, alike):
#     print(squash_gap(colour, kernels), squash_gap(grey, kernels))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. (A number like 1e-15 is what rounding
# leaves over from 0.) For which images and for which kernels does the claim hold? What can a filter see in a colour
# photograph that the squashed way cannot?
#
# ## "A convolutional network is built like a fully connected one"
#
# In a *fully connected* layer each output reads each input: $y = A\,x$ with a matrix $A$ that has a row for each output
# and a column for each input, all of them weights to learn. Is a convolution such a layer?
#
# For one image of one channel, write the pixels in one long vector, line by line, as `image.ravel()` does, and the
# outputs likewise. By hand, for an image of 3 x 2 cells and the kernel `[[4], [7]]`:
#
# | output | pixels that it reads | row of the matrix |
# |---|---|---|
# | (0, 0) | (0, 0) and (1, 0) | 4 0 7 0 0 0 |
# | (0, 1) | (0, 1) and (1, 1) | 0 4 0 7 0 0 |
# | (1, 0) | (1, 0) and (2, 0) | 0 0 4 0 7 0 |
# | (1, 1) | (1, 1) and (2, 1) | 0 0 0 4 0 7 |
#
# Pixel $(h, w)$ is column $h \cdot W + w$ of the matrix. Output $(oh, ow)$ is row $oh \cdot OW + ow$.
#
# Write a function that makes this matrix for any kernel and any size of image. Stride 1, no padding, no bias. Leave the
# values of the kernel as they are.


# %% answer="dense_matrix"
def dense_matrix(kernel, height, width):
    """Return the matrix of the fully connected layer that does what a kernel does.

    Args:
        kernel: array of shape (KH, KW).
        height, width: H and W of the image, two ints; the kernel fits into it.

    Returns:
        Array of shape (OH * OW, H * W), with OH = H - KH + 1 and OW = W - KW + 1.
    """
    ### BEGIN SOLUTION
    KH, KW = kernel.shape
    OH, OW = height - KH + 1, width - KW + 1
    matrix = np.zeros((OH * OW, height * width))
    for oh in range(OH):
        for ow in range(OW):
            for kh in range(KH):
                for kw in range(KW):
                    matrix[oh * OW + ow, (oh + kh) * width + ow + kw] = kernel[kh, kw]
    return matrix
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand.

# %%
# print(dense_matrix(np.array([[4], [7]]), 3, 2))

# %% check="dense_matrix"
check("dense_matrix")

# %% [markdown]
# Now a 5 x 5 kernel on 32 x 32 pixels. The first number is that of the weights which a fully connected layer would
# learn; then come the share of them that is 0 here, and how many different ones are left. Remove the `#` signs.

# %%
# A = dense_matrix(np.arange(1.0, 26.0).reshape(5, 5), 32, 32)
# print(f"{A.size:,} weights, {np.mean(A == 0):.1%} of them zero, {len(np.unique(A[A != 0]))} different ones")

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. Can a fully connected layer do whatever a
# convolution does? Can a convolution do whatever a fully connected layer does? What are the two properties of this
# matrix that make the difference?
#
# ## Worth knowing
#
# The two properties are assumptions about the data, made before any training. Where they fit, a network learns from
# fewer examples. Where they do not, as for a table of age, income and postcode, they stand in the way.
