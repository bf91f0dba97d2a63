# %% [markdown]
# # Accuracy, and a loss with its gradient
#
# **45 minutes, easy to medium.** Chapter *Training*.
#
# Afterwards you can say how good a classifier is in two ways, and you have written the function at which every
# backward pass of a classifier begins.
#
# Run the cells from top to bottom. `hint("accuracy")` in a cell of its own gives the next hint for that function.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## Scores, labels, accuracy
#
# A classifier gives each image one score for each class. The scores before any softmax are called *logits*. The class
# with the largest score is the prediction. The *label* is the right class.
#
# By hand: 4 images, 3 classes.
#
# | image | logits | prediction | label | right? |
# |---|---|---:|---:|---|
# | 0 | 1, 5, 2 | 1 | 1 | yes |
# | 1 | 4, 0, 3 | 0 | 0 | yes |
# | 2 | 2, 1, 6 | 2 | 0 | no |
# | 3 | 0, 3, 1 | 1 | 1 | yes |
#
# Three of four are right. The accuracy is 3/4 = 0.75.
#
# In letters: `logits` has the shape $(N, C)$, one row for each of $N$ images, one column for each of $C$ classes.
# `labels` has the shape $(N,)$ and holds whole numbers from 0 to $C - 1$.
#
# - Where several scores of an image are equal and largest, the first of these classes is the prediction.
# - The scores may be whole numbers, and the array may be a view into a larger one. Leave the values as they are.


# %% answer="accuracy"
def accuracy(logits, labels):
    """Return the share of images that are predicted right.

    Args:
        logits: scores, shape (N, C), ints or floats.
        labels: the right class of each image, shape (N,), ints from 0 to C - 1.

    Returns:
        One number between 0 and 1.
    """
    ### BEGIN SOLUTION
    return np.mean(logits.argmax(axis=1) == labels)
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 0.75.

# %%
logits = np.array([[1.0, 5.0, 2.0], [4.0, 0.0, 3.0], [2.0, 1.0, 6.0], [0.0, 3.0, 1.0]])
# print(accuracy(logits, np.array([1, 0, 0, 1])))

# %% check="accuracy"
check("accuracy")

# %% [markdown]
# ## Step 1: the loss
#
# Accuracy does not change when a score changes a little, so it cannot tell a network which way to go. A loss can.
#
# By hand: one image, three classes, logits 2, 0, 0, label 0. All logarithms here are natural ones.
#
# 1. Exponentials: $e^2 = 7.39$, $e^0 = 1$, $e^0 = 1$. Their sum is 9.39.
# 2. Probabilities: $7.39 / 9.39 = 0.787$, and twice $1 / 9.39 = 0.1065$. They sum to 1.
# 3. The right class got 0.787. The loss is $-\ln 0.787 = 0.2395$.
#
# With label 1 the loss is $-\ln 0.1065 = 2.2395$: the model is surer of something else.
#
# In letters, for logits $z$ and labels $t$:
#
# $$p[n, c] = \frac{e^{z[n, c]}}{\sum_k e^{z[n, k]}} \qquad
# \text{loss} = \frac{1}{N} \sum_n -\ln p[n, t[n]]$$
#
# The first formula is the *softmax*, the second the *cross entropy*. The loss is the mean over the images.

# %%
z = np.array([2.0, 0.0, 0.0])
p = np.exp(z) / np.exp(z).sum()
print(p, -np.log(p[0]), -np.log(p[1]))

# %% [markdown]
# ## Step 2: the gradient
#
# How does the loss change when one score changes? The derivative is short:
#
# $$\text{dlogits}[n, c] = \frac{1}{N} \bigl( p[n, c] - [c = t[n]] \bigr)$$
#
# where $[c = t[n]]$ is 1 for the right class of image $n$ and 0 for the others.
#
# By hand: the image above with label 0 gives $0.787 - 1 = -0.213$, $0.1065$ and $0.1065$, with $N = 1$. The score of
# the right class should rise, so its gradient is negative.
#
# ## Step 3: large scores
#
# $e^{1000}$ is too large for a float: it becomes `inf`, and `inf / inf` is `nan`. The probabilities do not change
# when the same number is subtracted from all scores of an image:
#
# $$\frac{e^{1002}}{e^{1000} + e^{1002}} = \frac{e^{0}}{e^{-2} + e^{0}} = 0.881$$
#
# Subtract the image's largest score. No exponential is above 1 then, and one of them is 1.
#
# The other end needs care, too. If the right class is 800 behind, its probability is $e^{-800}$, which becomes 0, and
# $\ln 0$ is minus infinity. The loss is 800. Take the logarithm on paper first: $\ln p = z - \ln \sum_k e^{z[k]}$, with
# the $z$ from which the maximum has been subtracted.

# %%
with np.errstate(all="ignore"):
    print(np.exp(1002.0), np.exp(1002.0) / np.exp(1002.0), np.log(np.exp(-800.0)))

# %% [markdown]
# ## The function
#
# Return both, the loss and its gradient. What the check relies on, besides the three steps:
#
# - The loss is one number, `dlogits` has the shape of the logits.
# - The scores may be whole numbers or float32, from small to many thousands. An array may be a view. Leave the values
#   of both arrays as they are.
# - Write it with NumPy; `cnncourse.numpy` is for comparing afterwards.


# %% answer="softmax_cross_entropy"
def softmax_cross_entropy(logits, labels):
    """Return the mean cross entropy of a batch and its gradient.

    Args:
        logits: scores, shape (N, C), ints or floats of any size.
        labels: the right class of each image, shape (N,), ints from 0 to C - 1.

    Returns:
        The tuple (loss, dlogits): the mean loss, one number, and its gradient with respect to the logits, shape (N, C).
    """
    ### BEGIN SOLUTION
    N = len(logits)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dlogits = np.exp(log_p)
    dlogits[np.arange(N), labels] -= 1
    return loss, dlogits / N
    ### END SOLUTION


# %% [markdown]
# Remove the `#` signs to try it on the cases by hand. The losses should be 0.2395, 2.2395 and 800, without a warning.

# %%
# print(softmax_cross_entropy(np.array([[2.0, 0.0, 0.0]]), np.array([0])))
# print(softmax_cross_entropy(np.array([[2.0, 0.0, 0.0]]), np.array([1])))
# print(softmax_cross_entropy(np.array([[800.0, 0.0]]), np.array([1])))

# %% check="softmax_cross_entropy"
check("softmax_cross_entropy")

# %% [markdown]
# ## Worth knowing
#
# `torch.nn.functional.cross_entropy` does the same and takes logits as well. A softmax before it is one of the most
# frequent mistakes in training code; the notebook `find_the_bug` shows what it does.
