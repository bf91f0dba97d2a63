"""Mistakes in batch_loss and train_on_batches: what they do as they are given, and what goes wrong in mending them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.training.epochs import UNMENDED
from cnncourse.mistakes.training.losses import log_softmax, losses, softmax
from cnncourse.numpy import cross_entropy

Array = np.ndarray

# -------------------------------------------------------------- batch_loss


def of_scores(rule: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    """Compute a wrong loss from the model's scores."""
    return lambda model, x, labels: rule(model(x), labels)


def chosen(p: Array, y: Array) -> Array:
    """Return the number at the label of each image."""
    return p[np.arange(len(y)), y]


BATCH_LOSS_MISTAKES = (
    Mistake(
        "the images serve as scores",
        lambda model, x, labels: cross_entropy(x, labels),
        "The scores come from the model: model(x).",
    ),
    Mistake(
        "scores and labels are exchanged",
        lambda model, x, labels: cross_entropy(labels, model(x)),
        "The order is cross_entropy(logits, labels).",
    ),
    *declared(
        of_scores,
        (
            (
                UNMENDED,
                lambda z, y: losses(softmax(z), y).mean(),
                "The function runs, but a sure and right model still has a loss. Compare what each helper expects with "
                "what it gets.",
            ),
            (
                "the logarithm is taken of a probability that has become 0",
                lambda z, y: -np.log(chosen(softmax(z), y)).mean(),
                "For usual scores that is right. `cross_entropy` does both steps at once, and never takes log(0).",
            ),
            (
                "probabilities near 0 are raised to a small number",
                *(lambda z, y, s=small: -np.log(np.maximum(chosen(softmax(z), y), s)).mean() for small in (1e-12,)),
                "That caps the loss of a model that is sure and wrong. `cross_entropy` needs no such number.",
                *(
                    lambda z, y, s=small: -np.log(chosen(softmax(z), y) + s).mean()
                    for small in (1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-15)
                ),
                *(
                    lambda z, y, s=small: -np.log(np.maximum(chosen(softmax(z), y), s)).mean()
                    for small in (1e-10, 1e-9, 1e-8, 1e-7, 1e-15)
                ),
            ),
            (
                "the softmax runs over the images",
                lambda z, y: losses(softmax(z, 0), y).mean(),
                "The axis of the softmax is not the mistake: something else is applied that should not be.",
            ),
            (
                "the logarithm is left out",
                lambda z, y: -chosen(softmax(z), y).mean(),
                "Minus the mean probability is no cross entropy. `cross_entropy` takes the logarithm itself.",
            ),
            (
                "the softmax is applied twice before the loss",
                lambda z, y: losses(softmax(softmax(z)), y).mean(),
                "Look for what is too much, rather than too little.",
            ),
            (
                "the losses are added up",
                lambda z, y: losses(z, y).sum(),
                "The mean over the images was right: `cross_entropy` returns it.",
            ),
            (
                "a loss for each image is returned",
                losses,
                "Return one number: the mean over the images.",
            ),
            (
                "the sign is reversed",
                lambda z, y: -losses(z, y).mean(),
                "A loss is 0 or more.",
                lambda z, y: log_softmax(z)[np.arange(len(y)), y].mean(),
            ),
            (
                "the scores of the right classes are averaged",
                lambda z, y: -chosen(z, y).mean(),
                "The scores have to be normalised: `cross_entropy` does so.",
                lambda z, y: chosen(z, y).mean(),
            ),
            (
                "the mean runs over all classes",
                lambda z, y: -log_softmax(z).mean(),
                "Only the right class of an image counts.",
                lambda z, y: losses(z, y).mean() / z.shape[1],
            ),
            (
                "the predictions take the place of the labels",
                lambda z, y: losses(z, z.argmax(axis=1)).mean(),
                "The loss compares with the labels, not with the model's own choice.",
            ),
        ),
    ),
)

# -------------------------------------------------------- train_on_batches


def line(body: Callable[..., Any]) -> Callable[..., Any]:
    """Give a loop the signature of train_on_batches."""
    return lambda model, batches, learning_rate: body(model, batches, learning_rate)


def lines(
    before: str = "", start: str = "", middle: str = "", end: str = "", sign: float = -1.0, each: bool = True
) -> Callable[..., Any]:
    """Return the loop with `zero_gradient` called where the words say so."""

    def body(model: Any, batches: Any, rate: float) -> Any:
        for x, targets in batches if not before else _after(model, batches):
            if start:
                model.zero_gradient()
            model.forward(x, targets)
            model.backward()
            if middle:
                model.zero_gradient()
            if each:
                model.weight = model.weight + sign * rate * model.gradient
            if end:
                model.zero_gradient()
        if not each:
            model.weight = model.weight + sign * rate * model.gradient
        return model.weight

    return body


def _after(model: Any, batches: Any) -> Any:
    model.zero_gradient()
    return batches


def every_other(model: Any, batches: Any, rate: float) -> Any:
    """Share the sum of all gradients so far."""
    model.zero_gradient()
    for i, (x, targets) in enumerate(batches):
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - rate * model.gradient / (i + 1)
    return model.weight


def shared(model: Any, batches: Any, rate: float) -> Any:
    """Divide each gradient by the number of batches."""
    return lines(start="yes")(model, batches, rate / len(batches))


def forgetful(model: Any, batches: Any, rate: float) -> Any:
    """Set the weights to 0 in place of the gradient."""
    for x, targets in batches:
        model.weight = np.zeros_like(model.weight)
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - rate * model.gradient
    return model.weight


def one_batch(model: Any, batches: Any, rate: float) -> Any:
    """Return inside the loop."""
    return lines(start="yes")(model, batches[:1], rate)


def no_rate(model: Any, batches: Any, rate: float) -> Any:
    """Leave the learning rate out."""
    return lines(start="yes")(model, batches, 1.0)


def gradients_of(model: Any, batches: Any, rate: float) -> Any:
    """Return the gradient."""
    lines(start="yes")(model, batches, rate)
    return model.gradient


def per_image(model: Any, batches: Any, rate: float) -> Any:
    """Divide by the number of images once more."""
    for x, targets in batches:
        model.zero_gradient()
        model.forward(x, targets)
        model.backward()
        model.weight = model.weight - rate * model.gradient / len(x)
    return model.weight


def no_backward(model: Any, batches: Any, rate: float) -> Any:
    """Step with what was left over, and with nothing else."""
    for _ in batches:
        model.weight = model.weight - rate * model.gradient
    return model.weight


TRAIN_ON_BATCHES_MISTAKES = declared(
    line,
    (
        (
            UNMENDED,
            lines(),
            "The loop runs, but from the second step on it moves too far. Follow two steps by hand, and write down "
            "what the model holds after each line.",
        ),
        (
            "the gradient is set to 0 once, before the loop",
            lines(before="yes"),
            "backward adds in every step: set the gradient to 0 in every step, too.",
        ),
        (
            "the gradient is set to 0 between backward and the step",
            lines(middle="yes"),
            "Then the step is 0. Set it to 0 before backward.",
        ),
        (
            "the gradient is set to 0 only after the step",
            lines(end="yes"),
            "Then the first step still takes what was left over from before. Set it to 0 before backward.",
        ),
        (
            "the step is made once, behind the loop",
            lines(before="yes", each=False),
            "Every batch makes a step of its own.",
            lines(each=False),
            lines(start="yes", each=False),
        ),
        (
            "the gradients so far are averaged",
            every_other,
            "Each step takes the gradient of its own batch alone.",
        ),
        (
            "each step is divided by the number of batches",
            shared,
            "The learning rate is right as it is. Something is added up that should not be.",
        ),
        (
            "each step is divided by the number of images",
            per_image,
            "backward has taken the mean already. Something is added up that should not be.",
        ),
        (
            "the weights are set to 0 in place of the gradient",
            forgetful,
            "The weights are what was learned. The gradient is to be set to 0.",
        ),
        ("the step goes uphill", lines(start="yes", sign=1.0), "The minus sign was right.", lines(sign=1.0)),
        ("the learning rate is left out", no_rate, "The step is learning_rate * gradient."),
        ("only the first batch trains", one_batch, "The return belongs behind the loop."),
        ("the gradient is returned", gradients_of, "Return model.weight."),
        ("backward is not called", no_backward, "Without backward there is no new gradient."),
    ),
)
