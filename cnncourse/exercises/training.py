"""The exercises on training."""

from __future__ import annotations

from functools import partial
from math import ceil, log
from typing import Any

import numpy as np

from cnncourse import exercises
from cnncourse.mistakes import training as mistakes
from cnncourse.numpy import cross_entropy, cross_entropy_backward, softmax
from cnncourse.numpy.arrays import Array
from cnncourse.probes.training import QUESTIONS
from cnncourse.probing import Case, Observation
from cnncourse.separation import separates

Exercise = partial(exercises.Exercise, topic="training")


def accuracy(logits: Array, labels: Array) -> float:
    """Return the share of images whose largest score is at their label."""
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def softmax_cross_entropy(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Return the mean cross entropy and its gradient."""
    return cross_entropy(logits, labels), cross_entropy_backward(logits, labels)


def sgd_momentum_step(
    parameters: list[Array], gradients: list[Array], velocities: list[Array], learning_rate: float, momentum: float
) -> tuple[list[Array], list[Array]]:
    """Return the parameters and velocities after one step."""
    moved = [momentum * v + g for v, g in zip(velocities, gradients, strict=True)]
    return [p - learning_rate * v for p, v in zip(parameters, moved, strict=True)], moved


def train_one_epoch(model: Any, batches: Any, step: Any) -> float:
    """Train on every batch, and return the mean loss over all images."""
    total, images = 0.0, 0
    for x, labels in batches:
        total += step(model, x, labels) * len(x)
        images += len(x)
    return total / images


def batch_loss(model: Any, x: Array, labels: Array) -> Array:
    """Return the mean cross entropy of a batch."""
    return cross_entropy(model(x), labels)


def train_on_batches(model: Any, batches: Any, learning_rate: float) -> Array:
    """Make one step for each batch."""
    for x, targets in batches:
        model.zero_gradient()
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - learning_rate * model.gradient
    return model.weight


def evaluate_accuracy(model: Any, batches: Any) -> float:
    """Return the accuracy in evaluation mode, and leave the model in the mode in which it came."""
    mode, right, total = model.training, 0, 0
    model.eval()
    for x, labels in batches:
        right += np.sum(model(x).argmax(axis=1) == labels)
        total += len(labels)
    model.training = mode
    return right / total


def loss_history(model: Any, batches: Any, step: Any, epochs: int) -> list[float]:
    """Return the mean loss of each epoch."""
    return [train_one_epoch(model, batches, step) for _ in range(epochs)]


def two_layer_gradients(x: Array, labels: Array, weight1: Array, weight2: Array) -> tuple[Array, Array]:
    """Return the gradients of both matrices."""
    before = x @ weight1
    hidden = np.maximum(before, 0)
    dlogits = cross_entropy_backward(hidden @ weight2, labels)
    return x.T @ (dlogits @ weight2.T * (before > 0)), hidden.T @ dlogits


def epoch_cost(images: int, batch_size: int, per_update: float, per_image: float) -> tuple[int, float]:
    """Return the updates of an epoch, and its seconds."""
    updates = ceil(images / batch_size)
    return updates, updates * per_update + images * per_image


def softmax_losses(logits: Array, labels: Array) -> tuple[Array, Array]:
    """Return what two losses make of probabilities."""
    probabilities = softmax(logits, dim=1)
    nll = -np.mean(np.take_along_axis(probabilities, labels[:, None], axis=1))
    return nll, cross_entropy(probabilities, labels)


def predict_training() -> tuple[float, ...]:
    """Return the seven predicted numbers."""
    return 16, 40, 2 * log(2), 3 * log(2), -0.75, 1.75, 2.0


def not_yet(case: Case, seen: Observation) -> str:
    """Say that a prediction is not right, and keep the right number back."""
    if not seen.arrays:
        return f"Return {len(QUESTIONS)} numbers, one for each question."
    right = predict_training()[case.args["question"] - 1]
    if abs(float(seen.arrays[0][0]) - right) <= 0.01:
        return ""
    return f"Your number for “{case.name}” is not right. Write the case down as the example by hand is written."


def softmax_cross_entropy_test() -> tuple[Array, Array]:
    """Return scores in whole numbers, of usual and of very large size, with more images than classes."""
    logits = np.array([[1, -2, 4], [0, 3, 1], [-1, 2, 2], [3000, 1000, 2990], [-3000, -2000, -2001]])
    return logits, np.array([0, 2, 1, 1, 2])


def probability(case: Case, index: tuple[int, ...]) -> str:
    """Write out where the gradient of a score comes from."""
    if "logits" not in case.args:
        return ""
    z, y = case.args["logits"], case.args["labels"]
    if not index:
        terms = " + ".join(
            f"ln({' + '.join(f'e^{s - max(row):g}' for s in row)}) − ({row[c] - max(row):g})"
            for row, c in zip(z.tolist(), y, strict=True)
        )
        return f"({terms}) / {len(y)}"
    n, c = index
    below = " + ".join(f"e^{s - z[n].max():g}" for s in z[n])
    return f"(e^{z[n, c] - z[n].max():g} / ({below}){' − 1' if y[n] == c else ''}) / {len(y)}"


def step_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the new velocity, or the new parameter."""
    if "parameters[0]" not in case.args or len(index) < 1:
        return ""
    p, g, v = (case.args[f"{name}[0]"][index] for name in ("parameters", "gradients", "velocities"))
    velocity = f"{case.args['momentum']:g}×{v:g} + {g:g}"
    return velocity if case.select == 1 else f"{p:g} − {case.args['learning_rate']:g}×({velocity})"


def weighted_mean(case: Case, index: tuple[int, ...]) -> str:
    """Write out the mean over the images of an epoch."""
    if "losses" not in case.args:
        return ""
    losses = case.args["losses"][index[0]] if index else case.args["losses"]
    sizes = case.args["sizes"]
    terms = " + ".join(f"{n}×{loss:g}" for loss, n in zip(losses, sizes, strict=True))
    return f"({terms}) / {sizes.sum()}"


def costs(case: Case, index: tuple[int, ...]) -> str:
    """Write out the updates, or the seconds."""
    a = case.args
    if case.select == 0:
        return f"⌈{a['images']} / {a['batch_size']}⌉"
    return f"⌈{a['images']} / {a['batch_size']}⌉×{a['per_update']:g} + {a['images']}×{a['per_image']:g}"


EXERCISES = (
    Exercise(
        name="accuracy",
        reference=accuracy,
        mistakes=mistakes.ACCURACY_MISTAKES,
        hints=(
            "What does the model predict for one image? Write that for one row of the scores.",
            "argmax gives the index of the largest number. Which axis of (N, C) holds the scores of one image?",
            "logits.argmax(axis=1) == labels holds True for each image that is right; True counts as 1.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Accuracy moves in jumps of 1/N and has no useful gradient. That is why training follows a loss.",
    ),
    Exercise(
        name="softmax_cross_entropy",
        reference=softmax_cross_entropy,
        outputs=("loss", "dlogits"),
        mistakes=mistakes.SOFTMAX_CROSS_ENTROPY_MISTAKES,
        hints=(
            "Compute the probabilities of one image first. All else follows from them.",
            "Subtract the row's maximum from each row: logits - logits.max(axis=1, keepdims=True).",
            "log p = z - log(sum of exp(z)), with the shifted z. z[np.arange(N), labels] picks one number of each row.",
            "dlogits = exp(log p); then subtract 1 at [np.arange(N), labels], and divide all by N.",
        ),
        minutes=35,
        difficulty="medium",
        afterword="Each row of dlogits sums to 0: what the right class is pushed up, the others are pushed down.",
        work=probability,
    ),
    Exercise(
        name="predict_training",
        reference=predict_training,
        verify=not_yet,
        mistakes=mistakes.PREDICT_TRAINING_MISTAKES,
        hints=(
            "Questions 1 and 2: how many full batches are there, and how many images are left?",
            "Questions 3 and 4: ln(1/4) = -2 × 0.693, and ln(1/8) = -3 × 0.693.",
            "Question 5: the gradient is p - 1 at the right class. Question 6: the velocities begin with 1 and 1.5.",
            "Question 7: count the losses image by image: ten numbers, four of them 1, four of them 1, two of them 6.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Write down the loss of a guess, ln C, before you train. If it stays there, nothing is learned.",
    ),
    Exercise(
        name="sgd_momentum_step",
        reference=sgd_momentum_step,
        outputs=("parameters", "velocities"),
        mistakes=mistakes.SGD_MOMENTUM_STEP_MISTAKES,
        hints=(
            "Write the two lines of the definition for one array first.",
            "zip(parameters, gradients, velocities) hands out one array of each list at a time.",
            "new_v = momentum * v + g makes a new array; v *= momentum writes into the caller's.",
            "Append new_v to one list, p - learning_rate * new_v to another, and return both lists.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="With a gradient that stays the same the velocity grows to gradient / (1 - momentum): with 0.9, "
        "steps become ten times as long.",
        work=step_sum,
    ),
    Exercise(
        name="train_one_epoch",
        reference=train_one_epoch,
        mistakes=mistakes.TRAIN_ONE_EPOCH_MISTAKES,
        hints=(
            "One loop over the batches is enough. What has to be remembered from one batch to the next?",
            "step returns a mean over its batch. How do you get from there to a sum over its images?",
            "Keep two numbers: the sum of loss * len(x), and the sum of len(x). Divide behind the loop.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="The model changes while this loss is measured: its first batch was scored by another model than "
        "its last.",
        work=weighted_mean,
    ),
    Exercise(
        name="batch_loss",
        reference=batch_loss,
        mistakes=mistakes.BATCH_LOSS_MISTAKES,
        hints=(
            "Give it a model that is sure and right, with scores (20, 0). Which loss do you expect, and which comes?",
            "Write down for every helper what it wants: scores, or probabilities?",
            "cross_entropy wants scores: it applies a softmax itself.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="With probabilities in place of scores, a loss over 10 classes never falls below 1.46.",
    ),
    Exercise(
        name="train_on_batches",
        reference=train_on_batches,
        mistakes=mistakes.TRAIN_ON_BATCHES_MISTAKES,
        hints=(
            "Is the first step right? Is the second? What is different between them?",
            "Read backward once more: does it set the gradient, or does it add to it?",
            "The gradient has to be 0 before each backward. One line in the loop is missing.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="In torch the missing line is optimizer.zero_grad(). That backward adds is wanted, too: it allows "
        "one step for several small batches.",
    ),
    Exercise(
        name="evaluate_accuracy",
        reference=evaluate_accuracy,
        mistakes=mistakes.EVALUATE_ACCURACY_MISTAKES,
        hints=(
            "Evaluate the same images in one batch, then in batches of 2. Why do the results differ?",
            "In which mode is the model while it is evaluated, and what does it do in that mode?",
            "Note the mode, call model.eval() before the loop, and put the mode back behind it.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="In torch it is model.eval() and model.train(mode). Batch normalisation and dropout depend on it.",
    ),
    Exercise(
        name="loss_history",
        reference=loss_history,
        mistakes=mistakes.LOSS_HISTORY_MISTAKES,
        hints=(
            "Which loss does the variable hold when the inner loop has ended?",
            "You have written the right sum in train_one_epoch. Where does it begin, and where does it end here?",
            "total and images start at 0 inside the loop over the epochs; the append comes behind the inner loop.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="A curve of last batches jumps about, since one batch is a small sample, and it seems to say much.",
        work=weighted_mean,
    ),
    Exercise(
        name="two_layer_gradients",
        reference=two_layer_gradients,
        outputs=("dweight1", "dweight2"),
        mistakes=mistakes.TWO_LAYER_GRADIENTS_MISTAKES,
        hints=(
            "Compute before, hidden and logits first, and keep all three.",
            "dweight2 = hidden.T @ dlogits: check that the shapes fit.",
            "dhidden = dlogits @ weight2.T. ReLU lets it pass where before is above 0.",
            "dweight1 = x.T @ (dhidden * (before > 0)).",
        ),
        minutes=20,
        difficulty="medium",
        afterword="Random numbers are there to make the hidden units different. Their size matters for another "
        "reason: it keeps the signal from growing or dying out from layer to layer.",
    ),
    Exercise(
        name="epoch_cost",
        reference=epoch_cost,
        outputs=("updates", "seconds"),
        mistakes=mistakes.EPOCH_COST_MISTAKES,
        hints=(
            "Every batch makes one update. How many batches are there if the last one is not full?",
            "math.ceil rounds up.",
            "The seconds are a sum of two products: one for the updates, one for the images.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="An epoch is faster with large batches, but it also learns in fewer steps. Compare runs by both.",
        work=costs,
    ),
    Exercise(
        name="softmax_losses",
        reference=softmax_losses,
        outputs=("nll", "twice"),
        mistakes=mistakes.SOFTMAX_LOSSES_MISTAKES,
        hints=(
            "Compute the probabilities once, and use them for both.",
            "probabilities[np.arange(N), labels] picks one number of each row; nll_loss is minus their mean.",
            "The second loss is cross_entropy(probabilities, labels): it applies a softmax of its own.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Both losses fall as the right class gets ahead, so such a network does learn something. That is why "
        "the mistake is so seldom noticed.",
    ),
    Exercise(
        name="softmax_cross_entropy_test",
        reference=softmax_cross_entropy_test,
        mistakes=mistakes.SOFTMAX_CROSS_ENTROPY_TEST_MISTAKES,
        verify=separates(
            ("logits", "labels"),
            softmax_cross_entropy,
            mistakes.SOFTMAX_CROSS_ENTROPY_MISTAKES,
            lambda case: int(case.args["least"][0]),
        ),
        hints=(
            "Take a mistake, such as a sum in place of a mean. For which N would nobody see it?",
            "N differs from C, all labels occur, the scores follow no pattern.",
            "Large scores find what overflows: one image near 3000, one near -3000.",
            "Let the right class of one image be a thousand behind: that finds a small number added to the "
            "probabilities. Scores in whole numbers find an array that was made for whole numbers.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="One batch of five images finds all of them, if each image is there for a reason.",
    ),
)
