# %% [markdown]
# # Three claims about training
#
# **40 minutes, easy to medium.** Chapter *Training*. Do `softmax_cross_entropy` first.
#
# Afterwards you have the numbers to judge three sentences that stand in many articles.
#
# Run the cells from top to bottom. `hint("epoch_cost")` in a cell of its own gives the next hint for this function.

# %%
import math

import numpy as np

from cnncourse.checking import check, hint
from cnncourse.numpy import cross_entropy, cross_entropy_backward, softmax

# %% [markdown]
# ## "The more batches there are, the faster is an epoch"
#
# More batches means smaller batches. Every batch makes one update of the weights. An update costs some time however
# many images there are, and every image costs some time of its own.
#
# By hand: 10 images, batches of 4, 2 seconds for each update, half a second for each image.
#
# - There are two full batches and one of 2 images: 3 updates.
# - $3 \cdot 2 + 10 \cdot 0.5 = 11$ seconds.
#
# In one batch of 10 it would be 1 update and $2 + 5 = 7$ seconds. Write a function that returns both numbers. A last
# batch that is not full counts as an update.


# %% answer="epoch_cost"
def epoch_cost(images, batch_size, per_update, per_image):
    """Return the updates of an epoch, and its seconds.

    Args:
        images: how many images there are, an int.
        batch_size: images in a batch, an int; the last batch may be smaller.
        per_update: seconds that each update costs, however many images it has.
        per_image: seconds that each image costs.

    Returns:
        The tuple (updates, seconds).
    """
    ### BEGIN SOLUTION
    updates = math.ceil(images / batch_size)
    return updates, updates * per_update + images * per_image
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 3 and 11.

# %%
# print(epoch_cost(10, 4, 2.0, 0.5))

# %% check="epoch_cost"
check("epoch_cost")

# %% [markdown]
# Now a training set of 60,000 images, with 5 milliseconds an update and 0.1 milliseconds an image. These two numbers
# are made up; measure your own machine later. Remove the `#` signs.

# %%
sizes = (1, 8, 64, 512)
# for batch_size in sizes:
#     print(batch_size, epoch_cost(60_000, batch_size, 0.005, 0.0001))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. Is an epoch faster with more batches, or
# slower? What does a run with few large batches have less of, although its epochs are faster?
#
# ## "A network should end in a softmax; then any loss will do"
#
# Code that is copied a lot ends the network in a softmax and hands the result to one of two losses of torch:
#
# - `nll_loss(values, labels)` is minus the mean of the values at the labels. It takes no logarithm: it expects
#   logarithms of probabilities. Here it gets probabilities.
# - `cross_entropy(logits, labels)` expects scores and applies a softmax itself. Here it gets probabilities, so that
#   there are two.
#
# By hand: one image with scores 0 and 2, label 1.
#
# | | value |
# |---|---:|
# | probabilities | 0.119, 0.881 |
# | `nll_loss` of them | -0.881 |
# | a softmax of them | $e^{0.881} / (e^{0.119} + e^{0.881}) = 0.682$ |
# | `cross_entropy` of them | $-\ln 0.682 = 0.383$ |
# | for comparison: `cross_entropy` of the scores | $-\ln 0.881 = 0.127$ |
#
# Write a function that returns the two losses of the claim for a batch: means over the images. `softmax(logits, dim=1)`
# and `cross_entropy(logits, labels)` of the course may be used. Leave the values of both arrays as they are.


# %% answer="softmax_losses"
def softmax_losses(logits, labels):
    """Return what two losses make of the probabilities that a softmax returns.

    Args:
        logits: scores, shape (N, C), before any softmax.
        labels: the right class of each image, shape (N,).

    Returns:
        The tuple (nll, twice) of two numbers: nll_loss and cross_entropy of the probabilities.
    """
    ### BEGIN SOLUTION
    probabilities = softmax(logits, dim=1)
    nll = -probabilities[np.arange(len(labels)), labels].mean()
    return nll, cross_entropy(probabilities, labels)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be -0.881 and 0.383.

# %%
# print(softmax_losses(np.array([[0.0, 2.0]]), np.array([1])))

# %% check="softmax_losses"
check("softmax_losses")

# %% [markdown]
# Now an image whose right class goes from far behind to far ahead. Remove the `#` signs. Look at how far each column
# moves from one row to the next.

# %%
ahead = (-8.0, -4.0, 0.0, 4.0, 8.0)
# for score in ahead:
#     z, right = np.array([[0.0, score]]), np.array([1])
#     nll, twice = softmax_losses(z, right)
#     print(score, round(float(nll), 3), round(float(twice), 3), round(float(cross_entropy(z, right)), 3))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. Which values do the two losses have for a
# model that is sure and right? What do they tell a model that is sure and wrong, where the score goes from -8 to -4,
# and what does the loss in the last column tell it?
#
# ## "The weights may start anywhere, all at 0 is fine, too"
#
# A network with two matrices: `weight1` $(D, K)$ makes $K$ hidden values from $D$ numbers, ReLU cuts off what is
# negative, and `weight2` $(K, C)$ makes the scores of $C$ classes.
#
# $$\text{before} = x \, W_1 \qquad \text{hidden} = \max(\text{before}, 0) \qquad \text{logits} = \text{hidden} \, W_2$$
#
# The loss is the mean cross entropy. What is learned depends on the gradients. From the back to the front:
#
# $$dW_2 = \text{hidden}^T \, \text{dlogits} \qquad \text{dhidden} = \text{dlogits} \, W_2^T \qquad
# dW_1 = x^T \, \bigl(\text{dhidden} \cdot [\text{before} > 0]\bigr)$$
#
# $[\text{before} > 0]$ is 1 where a hidden value was above 0 before ReLU, and 0 elsewhere. `dlogits` is what
# `cross_entropy_backward(logits, labels)` returns; it is divided by $N$ already.
#
# By hand: one image $x = (1, 2)$, and
#
# $$W_1 = \begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix} \qquad W_2 = \begin{pmatrix} 2 & 2 \\ 1 & 3 \end{pmatrix}$$
#
# - before is $(1, -2)$, hidden is $(1, 0)$, the logits are $(2, 2)$.
# - Both probabilities are 0.5. With label 1, dlogits is $(0.5, -0.5)$.
# - $dW_2$ has the rows $1 \cdot (0.5, -0.5)$ and $0 \cdot (0.5, -0.5)$: `[[0.5, -0.5], [0, 0]]`.
# - dhidden is $(0.5 \cdot 2 - 0.5 \cdot 2,\; 0.5 \cdot 1 - 0.5 \cdot 3) = (0, -1)$. The second hidden value was
#   cut off, so nothing goes through: $dW_1$ is all 0.
#
# Write the two gradients for a batch. Leave the values of all arguments as they are.


# %% answer="two_layer_gradients"
def two_layer_gradients(x, labels, weight1, weight2):
    """Return the gradients of the mean cross entropy with respect to both matrices.

    Args:
        x: images as rows of numbers, shape (N, D).
        labels: their classes, shape (N,).
        weight1: shape (D, K).
        weight2: shape (K, C).

    Returns:
        The tuple (dweight1, dweight2), of the shapes of the two matrices.
    """
    ### BEGIN SOLUTION
    before = x @ weight1
    hidden = np.maximum(before, 0)
    dlogits = cross_entropy_backward(hidden @ weight2, labels)
    dhidden = dlogits @ weight2.T
    return x.T @ (dhidden * (before > 0)), hidden.T @ dlogits
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand.

# %%
W1, W2 = np.array([[1.0, 0.0], [0.0, -1.0]]), np.array([[2.0, 2.0], [1.0, 3.0]])
# print(two_layer_gradients(np.array([[1.0, 2.0]]), np.array([1]), W1, W2))

# %% check="two_layer_gradients"
check("two_layer_gradients")

# %% [markdown]
# Now start everywhere at 0, and then everywhere at 0.1, and make twenty steps. Remove the `#` signs, and compare the
# columns of the first matrix: there is one for each hidden value.

# %%
rng = np.random.default_rng(0)
images, labels = rng.uniform(0, 1, (30, 3)), rng.integers(0, 2, 30)
for start in (0.0, 0.1):
    weight1, weight2 = np.full((3, 4), start), np.full((4, 2), start)
    # for _ in range(20):
    #     dweight1, dweight2 = two_layer_gradients(images, labels, weight1, weight2)
    #     weight1, weight2 = weight1 - 0.5 * dweight1, weight2 - 0.5 * dweight2
    print(weight1.round(3))

# %% [markdown]
# **Your verdict.** Double-click this cell and write two or three sentences. What has been learned from 0, and why can
# it never be more? From 0.1 something is learned: how many different hidden values does the network have, though it
# pays for four?
#
# ## Worth knowing
#
# Biases may start at 0. It is the weights that have to be different from one another, and random numbers see to that.
