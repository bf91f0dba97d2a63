# %% [markdown]
# # A test for the cross entropy
#
# **15 minutes, medium.** Chapter *Training*. Do `softmax_cross_entropy` first.
#
# Afterwards you can choose one batch that tells a wrong loss from a right one.
#
# Run the cells from top to bottom. `hint("softmax_cross_entropy_test")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## One call
#
# You test somebody else's `softmax_cross_entropy(logits, labels)`, which should return the mean loss and its gradient.
# You may call it once. The result is compared with that of a right function, the loss and every cell of the gradient;
# if anything differs, the mistake is found. It is also found if the function writes into your arrays. The only choice
# is yours: the inputs.
#
# By hand: suppose that the function adds the losses of the images up, where it should take their mean. The batch
# `[[2, 0]]` with label 0 has one image: sum and mean are the same, and the mistake stays. The batch `[[2, 0], [2, 0]]`
# with labels 0 and 0 has the losses 0.127 and 0.127: the function returns 0.254, and a right one 0.127. Found.
#
# There are 35 functions, and each makes one mistake. They mix up images and classes, leave a step out, forget a
# division, overflow, keep the probabilities away from 0, treat labels as numbers, lose fractions, or write into the
# logits. Return one batch that tells as many of them as possible from a right function. The parts ask for 28, for 32
# and for all 35.
#
# - `logits` is an array of the shape $(N, C)$ with at most 20,000 numbers, whole ones or floats.
# - `labels` is an array of $N$ whole numbers from 0 to $C - 1$.


# %% answer="softmax_cross_entropy_test"
def softmax_cross_entropy_test():
    """Return a batch that tells wrong functions from a right one.

    Returns:
        The tuple (logits, labels) of arrays, shapes (N, C) and (N,).
    """
    ### BEGIN SOLUTION
    logits = np.array([[1, -2, 4], [0, 3, 1], [-1, 2, 2], [3000, 1000, 2990], [-3000, -2000, -2001]])
    return logits, np.array([0, 2, 1, 1, 2])
    ### END SOLUTION


# %% check="softmax_cross_entropy_test"
check("softmax_cross_entropy_test")

# %% [markdown]
# ## Worth knowing
#
# A gradient can also be tested without a right function: add 0.00001 to one score, and see by how much the loss
# changes. That finds a wrong gradient, and it finds nothing if loss and gradient are wrong together.
