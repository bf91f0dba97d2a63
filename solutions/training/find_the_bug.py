# %% [markdown]
# # Find the bug
#
# **50 minutes, easy to medium.** Chapter *Training*. Do `softmax_cross_entropy` and `train_one_epoch` first.
#
# Afterwards you have met four mistakes that raise no error. The code runs, the numbers look like numbers, and the
# network learns badly or not at all.
#
# Each of the four functions below has one mistake. Its answer cell holds the line `raise NotImplementedError()`, which
# marks it as not attempted. Delete that line first: under it stands the function, mistake and all. Find the mistake,
# mend it, and run the check. You may run the check before you have mended anything; it tells what is wrong in general
# terms. `hint("batch_loss")` in a cell of its own gives the next hint for this function.

# %%
import numpy as np

from cnncourse.checking import check, hint
from cnncourse.numpy import cross_entropy, softmax

# %% [markdown]
# ## 1. The loss of a batch
#
# The function should return the mean cross entropy of a batch: one number.
#
# - `model(x)` gives the scores (logits) of the images, shape $(N, C)$. `labels` has the shape $(N,)$.
# - `softmax(scores, dim=1)` turns scores into probabilities.
# - `cross_entropy(logits, labels)` is the function that you wrote as `softmax_cross_entropy`, without the gradient.
#
# By hand, what should come out: scores 0 and 2, and the right class is the second. Its probability is
# $e^2 / (e^0 + e^2) = 0.881$, and the loss is $-\ln 0.881 = 0.127$. The function below gives 0.383.
#
# A model that is sure and right, with scores 0 and 20, should have a loss of nearly 0. Scores may be in the thousands.
#
# The model of the check multiplies: `model(x)` is `x @ weight`. A card shows this `weight`.


# %% answer="batch_loss"
def batch_loss(model, x, labels):
    """Return the mean cross entropy of a batch.

    Args:
        model: model(x) gives scores, shape (N, C).
        x: the images of the batch.
        labels: their classes, shape (N,).

    Returns:
        The mean loss, one number.
    """
    ### BEGIN SOLUTION
    return cross_entropy(model(x), labels)
    ### END SOLUTION
    # Here begins the function with its mistake.
    scores = model(x)
    probabilities = softmax(scores, dim=1)
    return cross_entropy(probabilities, labels)


# %% [markdown]
# Remove the `#` to try it. The two results should be 0.127 and nearly 0.

# %%
scores_of_one_image = np.array([[0.0, 2.0]])
# print(batch_loss(lambda x: x, scores_of_one_image, np.array([1])))
# print(batch_loss(lambda x: x, 10 * scores_of_one_image, np.array([1])))

# %% check="batch_loss"
check("batch_loss")

# %% [markdown]
# ## 2. A few steps
#
# The function should make one step of plain gradient descent for each batch, and return the weights after the last.
#
# The model is a line: it predicts `x @ weight`. Its class is short; read it.


# %%
class Line:
    def __init__(self, weight):
        self.weight = np.array(weight, float)
        self.gradient = np.zeros_like(self.weight)

    def forward(self, x, targets):
        """Return the mean loss of a batch: half the squared error."""
        self.x, self.error = x, x @ self.weight - targets
        return np.mean(self.error**2) / 2

    def backward(self):
        """Add the gradient of the last forward pass to self.gradient, as torch does."""
        self.gradient = self.gradient + self.x.T @ self.error / len(self.x)

    def zero_gradient(self):
        self.gradient = np.zeros_like(self.weight)


# %% [markdown]
# By hand, what should come out: weight 0, two batches of one image each, `x = 1` and target 4, learning rate 0.5.
#
# | step | error | gradient | weight after it |
# |---|---:|---:|---:|
# | 1 | $0 - 4 = -4$ | -4 | $0 + 0.5 \cdot 4 = 2$ |
# | 2 | $2 - 4 = -2$ | -2 | $2 + 0.5 \cdot 2 = 3$ |
#
# The function below ends at 5, beyond the target.
#
# `model.gradient` may hold something when the function is called, left over from earlier work. That must not count. A
# card shows the batches one below the other, and `weight` and `gradient` as the model holds them at first.


# %% answer="train_on_batches"
def train_on_batches(model, batches, learning_rate):
    """Make one step of gradient descent for each batch.

    Args:
        model: a Line, whose weight is trained.
        batches: list of (x, targets) with x of shape (N, D) and targets of shape (N,).
        learning_rate: what the gradient is multiplied by in a step.

    Returns:
        model.weight after the last step.
    """
    ### BEGIN SOLUTION
    for x, targets in batches:
        model.zero_gradient()
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
    return model.weight
    ### END SOLUTION
    # Here begins the function with its mistake.
    for x, targets in batches:
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
    return model.weight


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be 3.

# %%
batch = (np.array([[1.0]]), np.array([4.0]))
# print(train_on_batches(Line([0.0]), [batch, batch], 0.5))

# %% check="train_on_batches"
check("train_on_batches")

# %% [markdown]
# ## 3. The accuracy on test images
#
# The function should return the accuracy of a trained model, and leave the model as it came: the same mode, the same
# running mean.
#
# The model has two modes, as every network with batch normalisation or dropout has. Read its class.


# %%
class Centred:
    def __init__(self, weight, running_mean):
        self.weight, self.running_mean = np.array(weight), np.array(running_mean)
        self.training = True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def __call__(self, x):
        """Return logits. In training: subtract the mean of this batch, and let the running mean follow it."""
        mean = self.running_mean
        if self.training:
            mean = x.mean(axis=0)
            self.running_mean = 0.5 * self.running_mean + 0.5 * mean
        return (x - mean) @ self.weight


# %% [markdown]
# By hand, what should come out: images of one number each, running mean 2. The score of class 0 is always 0, the score
# of class 1 is $x - \text{mean}$. So class 1 is predicted where $x$ is above the mean.
#
# | $x$ | 3 | 5 | 6 | 1 |
# |---|---:|---:|---:|---:|
# | label | 1 | 1 | 1 | 0 |
# | prediction with the running mean, 2 | 1 | 1 | 1 | 0 |
#
# All four are right: 1.0. The function below takes the images in batches of 2. The first batch has the mean 4, so its
# image 3 gets class 0. It finds 0.75.
#
# A model may come in either mode; the mode that it came in is in `model.training`, and it leaves in the same.


# %% answer="evaluate_accuracy"
def evaluate_accuracy(model, batches):
    """Return the accuracy of a trained model; the model stays as it is.

    Args:
        model: a Centred, in training mode or not.
        batches: list of (x, labels) with x of shape (N, D) and labels of shape (N,).

    Returns:
        The share of all images that are right.
    """
    ### BEGIN SOLUTION
    mode = model.training
    model.eval()
    right = total = 0
    for x, labels in batches:
        predictions = model(x).argmax(axis=1)
        right += np.sum(predictions == labels)
        total += len(labels)
    model.training = mode
    return right / total
    ### END SOLUTION
    # Here begins the function with its mistake.
    right = total = 0
    for x, labels in batches:
        predictions = model(x).argmax(axis=1)
        right += np.sum(predictions == labels)
        total += len(labels)
    return right / total


# %% [markdown]
# Remove the `#` signs to try it on the case by hand. The results should be 1.0, `[2.]` and `True`.

# %%
model = Centred([[0.0, 1.0]], [2.0])
pairs = [(np.array([[3.0], [5.0]]), np.array([1, 1])), (np.array([[6.0], [1.0]]), np.array([1, 0]))]
# print(evaluate_accuracy(model, pairs))
# print(model.running_mean, model.training)

# %% check="evaluate_accuracy"
check("evaluate_accuracy")

# %% [markdown]
# ## 4. The curve of the losses
#
# The function should train for several epochs, and return a list with one number for each: the mean loss over all
# images of the epoch. `step(model, x, labels)` trains on a batch and returns its mean loss, as in `train_one_epoch`.
#
# By hand, what should come out: three batches of equal size. In the first epoch their losses are 9, 6, 3, in the second
# 5, 3, 4. The means are 6 and 4. The function below returns 3 and 4, and its curve goes up.
#
# The last batch may be smaller. A card shows the `losses`, a row for each epoch, and the `sizes` of the batches.


# %% answer="loss_history"
def loss_history(model, batches, step, epochs):
    """Train for several epochs, and return the mean loss of each.

    Args:
        model: what is trained; it is handed on to step.
        batches: list of (x, labels); the last x may hold fewer images.
        step: step(model, x, labels) trains on one batch and returns its mean loss.
        epochs: how often to go through all batches, at least 1.

    Returns:
        A list of numbers, one for each epoch: the mean loss over its images.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        total = images = 0
        for x, labels in batches:
            total += step(model, x, labels) * len(x)
            images += len(x)
        history.append(total / images)
    return history
    ### END SOLUTION
    # Here begins the function with its mistake.
    history = []
    for _ in range(epochs):
        for x, labels in batches:
            loss = step(model, x, labels)
        history.append(loss)
    return history


# %% [markdown]
# Remove the `#` to try it on the case by hand. The result should be `[6.0, 4.0]`.

# %%
written = [9.0, 6.0, 3.0, 5.0, 3.0, 4.0]
three = [(np.zeros((2, 4)), np.zeros(2, int))] * 3
# print(loss_history(None, three, lambda model, x, labels: written.pop(0), 2))

# %% check="loss_history"
check("loss_history")

# %% [markdown]
# ## Worth knowing
#
# None of the four raises an error, and none shows in the shapes. What finds them is a case small enough to know the
# right number beforehand.
