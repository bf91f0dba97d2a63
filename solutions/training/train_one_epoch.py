# %% [markdown]
# # One epoch
#
# **15 minutes, easy.** Chapter *Training*.
#
# Afterwards you will have written the loop that every training run consists of, and the number that it reports is
# right.
#
# Run the cells from top to bottom. `hint("train_one_epoch")` in a cell of its own gives the next hint.

# %%
import numpy as np

from cnncourse.checking import check, hint

# %% [markdown]
# ## What is given
#
# Three things, and you need not know more about them than this:
#
# - `model`: `model(x)` gives the scores of the images `x`. Here you only hand it on.
# - `batches`: gives pairs `(x, labels)` when you go through it with `for`. `x` holds the images of a batch, `labels`
#   their classes; `len(x)` is the number of images. **The last batch may be smaller.** It may be a generator: that can
#   be gone through once, and has no `len`.
# - `step`: `step(model, x, labels)` trains the model on one batch. It changes the model, and returns the **mean** loss
#   of this batch, a number.
#
# Call `step` once for each batch, in the order in which they come. Return the mean loss over all images of the epoch.
#
# ## By hand
#
# Two batches. The first has 3 images, and its mean loss is 4. The second has 1 image, with a loss of 1.
#
# - The mean of 4 and 1 is 2.5. But it counts the one image of the second batch as much as the three of the first.
# - Image by image: the first three lost $3 \cdot 4 = 12$ together, the fourth 1. In all 13, over 4 images: 3.25.
#
# In letters, for batches $b$ of $n_b$ images with mean losses $l_b$:
#
# $$\text{loss} = \frac{\sum_b n_b \, l_b}{\sum_b n_b}$$
#
# On a card, `losses` are the losses that `step` returns, one after the other, and `sizes` the numbers of images.


# %% answer="train_one_epoch"
def train_one_epoch(model, batches, step):
    """Train on each batch once, and return the mean loss over all images.

    Args:
        model: what is trained; it is handed on to step.
        batches: gives (x, labels), batch by batch; at least one. Perhaps a generator.
        step: step(model, x, labels) trains on one batch and returns its mean loss.

    Returns:
        The mean loss over all images, one number.
    """
    ### BEGIN SOLUTION
    total, images = 0.0, 0
    for x, labels in batches:
        total += step(model, x, labels) * len(x)
        images += len(x)
    return total / images
    ### END SOLUTION


# %% [markdown]
# Remove the `#` to try it on the case by hand. The step below does not train; it returns the losses of the list, one
# after the other. The result should be 3.25.

# %%
losses = [4.0, 1.0]
batches = [(np.zeros((3, 1, 2, 2)), np.zeros(3, int)), (np.zeros((1, 1, 2, 2)), np.zeros(1, int))]
# print(train_one_epoch(None, batches, lambda model, x, labels: losses.pop(0)))

# %% check="train_one_epoch"
check("train_one_epoch")

# %% [markdown]
# ## Worth knowing
#
# If every batch had the same size, the plain mean would be right, too. 1000 images in batches of 64 leave 40 for the
# last one, so the difference is small, and it is there in every epoch.
