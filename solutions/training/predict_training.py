# %% [markdown]
# # Predict seven numbers of a training run
#
# **10 minutes, easy.** Chapter *Training*.
#
# Afterwards you know the numbers that a healthy training run should show, before it runs.
#
# Use pencil and paper here. Write seven numbers, then run the check: it says which of them are right, and where it
# recognises the slip behind a wrong one, it names it. It does not tell the right numbers. Two decimals are enough, and
# ln 2 = 0.69 is all you need of logarithms. `hint("predict_training")` in a cell of its own gives the next hint.

# %%
from cnncourse.checking import check, hint

# %% [markdown]
# ## By hand
#
# - 10 images in batches of 4: two full batches, and one of 2 images. Each batch makes one *update* of the weights. An
#   *epoch* goes through all images once: 3 updates.
# - The loss of an image is minus the natural logarithm of the probability that its class got. At 1/2 it is
#   $-\ln \tfrac{1}{2} = \ln 2 = 0.693$.
# - The logarithm of a product is a sum: $\ln \tfrac{1}{4} = \ln \tfrac{1}{2} + \ln \tfrac{1}{2}$.
# - The gradient of the loss of one image with respect to the score of class $c$ is $p[c]$, and at the right class
#   $p[c] - 1$.
# - Momentum keeps a velocity $v$, which starts at 0. Every step makes it
#   $\text{momentum} \cdot v + \text{gradient}$. With momentum 0.9 and a gradient of 2 in every step: 2,
#   then $0.9 \cdot 2 + 2 = 3.8$.
#
# ## Seven questions
#
# 1. 1000 images, batches of 64; the last one may be smaller. How many updates has an epoch?
# 2. How many images are in the last batch?
# 3. One image. Its class got the probability 1/4. What is the loss?
# 4. A network that has learned nothing gives each of 8 classes the same probability. What is its loss?
# 5. One image. Its class got the probability 1/4. What is the gradient with respect to the score of this class?
# 6. Momentum 0.5, a gradient of 1 in every step, velocity 0 at first. What is the velocity after three steps?
# 7. An epoch has three batches. Two of 4 images, with a mean loss of 1.0 each; one of 2 images, with a mean loss of
#    6.0. What is the mean loss over all images?


# %% answer="predict_training"
def predict_training():
    """Return the seven predicted numbers, in the order of the list above.

    Returns:
        A tuple of seven numbers. Write None where you have not decided yet.
    """
    ### BEGIN SOLUTION
    return 16, 40, 1.39, 2.08, -0.75, 1.75, 2.0
    ### END SOLUTION


# %% check="predict_training"
check("predict_training")

# %% [markdown]
# ## Worth knowing
#
# With 10 classes a guess costs $\ln 10 = 2.303$. A loss that begins at 2.30 and stays there says that the network
# guesses: look at the learning rate, at the labels, and at whether any gradient arrives.
