"""Mistakes in two_layer_gradients, epoch_cost and softmax_losses."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.training.losses import one_hot, softmax

Array = np.ndarray


def layered(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Hand a rule what the two layers compute, and the right gradients."""

    def answer(x: Array, labels: Array, weight1: Array, weight2: Array) -> Any:
        a = SimpleNamespace(x=x, y=labels, w1=weight1, w2=weight2)
        a.before = x @ weight1
        a.hidden = np.maximum(a.before, 0)
        a.logits = a.hidden @ weight2
        a.dlogits = (softmax(a.logits) - one_hot(a.logits, labels)) / len(labels)
        a.mask = a.before > 0
        a.dhidden = a.dlogits @ weight2.T
        a.d1, a.d2 = x.T @ (a.dhidden * a.mask), a.hidden.T @ a.dlogits
        return rule(a)

    return answer


def without_relu(a: SimpleNamespace) -> Any:
    """Leave ReLU out altogether."""
    logits = a.before @ a.w2
    dlogits = (softmax(logits) - one_hot(logits, a.y)) / len(a.y)
    return a.x.T @ (dlogits @ a.w2.T), a.before.T @ dlogits


def overwriting(a: SimpleNamespace) -> Any:
    """Step the matrices in place."""
    a.w1 -= a.d1
    a.w2 -= a.d2
    return a.d1, a.d2


TWO_LAYER_GRADIENTS_MISTAKES = declared(
    layered,
    (
        (
            "the gradient passes ReLU everywhere",
            lambda a: (a.x.T @ a.dhidden, a.d2),
            "Where a hidden value was cut to 0, no gradient goes through: multiply by (before > 0).",
        ),
        (
            "ReLU lets the gradient pass at 0",
            lambda a: (a.x.T @ (a.dhidden * (a.before >= 0)), a.d2),
            "At exactly 0 the gradient of ReLU is taken as 0: > and not >=.",
        ),
        (
            "ReLU is left out",
            without_relu,
            "hidden = np.maximum(x @ weight1, 0).",
        ),
        (
            "ReLU looks at the gradient",
            lambda a: (a.x.T @ np.maximum(a.dhidden, 0), a.d2),
            "The sign of the hidden value before ReLU decides, not that of the gradient.",
            lambda a: (a.x.T @ (np.maximum(a.dhidden, 0) * a.mask), a.d2),
        ),
        (
            "the second matrix's gradient is taken from the values before ReLU",
            lambda a: (a.d1, a.before.T @ a.dlogits),
            "The second matrix multiplies the hidden values after ReLU.",
        ),
        (
            "sums are taken where means are asked for",
            lambda a: (a.d1 * len(a.y), a.d2 * len(a.y)),
            "The loss is the mean over the images.",
            lambda a: (a.d1 * len(a.y), a.d2),
            lambda a: (a.d1, a.d2 * len(a.y)),
        ),
        (
            "the mean is taken twice",
            lambda a: (a.d1 / len(a.y), a.d2 / len(a.y)),
            "cross_entropy_backward has divided by N already.",
            lambda a: (a.d1 / len(a.y), a.d2),
            lambda a: (a.d1, a.d2 / len(a.y)),
        ),
        (
            "the sign is reversed",
            lambda a: (-a.d1, -a.d2),
            "Return the gradients; the minus sign belongs to the step.",
        ),
        (
            "the gradients come in the other order",
            lambda a: (a.d2, a.d1),
            "Return (dweight1, dweight2), in this order.",
        ),
        (
            "the gradients are transposed",
            lambda a: (a.d1.T, a.d2.T),
            "A gradient has the shape of its matrix: x.T @ ..., hidden.T @ ...",
            lambda a: (a.d1.T, a.d2),
            lambda a: (a.d1, a.d2.T),
        ),
        (
            "the probabilities go back in place of the gradient of the loss",
            lambda a: (
                a.x.T @ ((softmax(a.logits) / len(a.y)) @ a.w2.T * a.mask),
                a.hidden.T @ softmax(a.logits) / len(a.y),
            ),
            "The gradient of the loss is p minus the one of the right class, divided by N.",
        ),
        (
            "the labels alone go back",
            lambda a: (
                a.x.T @ (-one_hot(a.logits, a.y) / len(a.y) @ a.w2.T * a.mask),
                -a.hidden.T @ one_hot(a.logits, a.y) / len(a.y),
            ),
            "The gradient of the loss is p minus the one of the right class, divided by N.",
        ),
        (
            "the second matrix is left out on the way back",
            lambda a: (a.x.T @ (a.dlogits.sum(axis=1, keepdims=True) * a.mask), a.d2),
            "dhidden = dlogits @ weight2.T.",
        ),
        (
            "the second matrix is not transposed on the way back",
            lambda a: (a.x.T @ (a.dlogits @ a.w2 * a.mask), a.d2),
            "dhidden = dlogits @ weight2.T.",
        ),
        (
            "the hidden values multiply the gradient",
            lambda a: (a.x.T @ (a.dhidden * a.hidden), a.d2),
            "ReLU lets the gradient pass whole or not at all: multiply by (before > 0), which is 1 or 0.",
        ),
        (
            "the first matrix gets no gradient",
            lambda a: (np.zeros_like(a.d1), a.d2),
            "The gradient goes on through the second matrix and ReLU.",
        ),
        ("the matrices are overwritten", overwriting, "The caller still needs them: return the gradients alone."),
    ),
)


def counted(rule: Callable[[int, int], Any]) -> Callable[..., Any]:
    """Count the updates wrongly; the seconds follow from what was counted."""

    def answer(images: int, batch_size: int, per_update: float, per_image: float) -> Any:
        updates = rule(images, batch_size)
        return updates, updates * per_update + images * per_image

    return answer


def timed(rule: Callable[[int, int, int, float, float], Any]) -> Callable[..., Any]:
    """Compute the seconds wrongly, from (images, batch_size, updates, per_update, per_image)."""

    def answer(images: int, batch_size: int, per_update: float, per_image: float) -> Any:
        updates = -(-images // batch_size)
        return updates, rule(images, batch_size, updates, per_update, per_image)

    return answer


def dropped(full: int, batch_size: int, per_update: float, per_image: float) -> tuple[int, float]:
    """Return what the full batches cost."""
    return full, full * (per_update + batch_size * per_image)


EPOCH_COST_MISTAKES = (
    Mistake(
        "a last batch that is not full is dropped",
        counted(lambda n, b: n // b),
        "The images that are left over make one more batch: round up.",
        (
            lambda images, batch_size, per_update, per_image: dropped(
                images // batch_size, batch_size, per_update, per_image
            ),
        ),
    ),
    *declared(
        counted,
        (
            ("the updates are a fraction", lambda n, b: n / b, "There is no half update: round up."),
            (
                "one batch is added in any case",
                lambda n, b: n // b + 1,
                "If the division leaves nothing over, there is no further batch.",
            ),
            ("the updates are rounded to the nearest", lambda n, b: round(n / b), "Round up: math.ceil."),
            ("every image makes an update", lambda n, b: n, "A batch makes one update."),
            ("the batch size is taken for the number of updates", lambda n, b: b, "Divide the images by it."),
            (
                "there is at least one full batch",
                lambda n, b: max(n // b, 1),
                "The images that are left over make one more batch: round up.",
            ),
        ),
    ),
    *declared(
        timed,
        (
            ("the time of the images is left out", lambda n, b, u, pu, pi: u * pu, "Add images * per_image."),
            ("the time of the updates is left out", lambda n, b, u, pu, pi: n * pi, "Add updates * per_update."),
            (
                "the last batch is timed as if it were full",
                lambda n, b, u, pu, pi: u * (pu + b * pi),
                "Each image is computed once: images * per_image, whatever the batches.",
            ),
            (
                "each update is timed with one image",
                lambda n, b, u, pu, pi: u * (pu + pi),
                "Each image of a batch takes its time.",
            ),
            (
                "every image pays for an update",
                lambda n, b, u, pu, pi: n * (pu + pi),
                "per_update is paid once for each batch.",
            ),
            (
                "the two times are exchanged",
                lambda n, b, u, pu, pi: u * pi + n * pu,
                "per_update belongs to the updates, per_image to the images.",
            ),
            (
                "the time of one update is returned",
                lambda n, b, u, pu, pi: pu + b * pi,
                "The whole epoch is asked for.",
            ),
            (
                "the times are multiplied",
                lambda n, b, u, pu, pi: u * pu * n * pi,
                "One time comes after the other: add them.",
            ),
        ),
    ),
    Mistake(
        "the seconds come before the updates",
        lambda images, batch_size, per_update, per_image: (
            -(-images // batch_size) * per_update + images * per_image,
            -(-images // batch_size),
        ),
        "Return (updates, seconds), in this order.",
    ),
)


def picked(p: Array, y: Array) -> Array:
    """Return the number at the label of each image."""
    return p[np.arange(len(y)), y]


def negative(p: Array, y: Array) -> Any:
    """Return what nll_loss makes of these numbers."""
    return -picked(p, y).mean()


def crossed(z: Array, y: Array) -> Any:
    """Return the cross entropy of these scores."""
    return -np.log(picked(softmax(z), y)).mean()


def first(rule: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    """Compute the first loss wrongly; the second is right."""
    return lambda logits, labels: (rule(logits, labels), crossed(softmax(logits), labels))


def second(rule: Callable[[Array, Array], Any]) -> Callable[..., Any]:
    """Compute the second loss wrongly; the first is right."""
    return lambda logits, labels: (negative(softmax(logits), labels), rule(logits, labels))


def softened_in_place(logits: Array, labels: Array) -> Any:
    """Write the probabilities into the logits."""
    p = softmax(logits)
    logits[...] = p
    return negative(p, labels), crossed(p, labels)


SOFTMAX_LOSSES_MISTAKES = (
    *declared(
        first,
        (
            (
                "the minus sign of nll_loss is left out",
                lambda z, y: picked(softmax(z), y).mean(),
                "nll_loss is minus the mean of what it is given at the labels.",
            ),
            (
                "nll_loss takes a logarithm",
                lambda z, y: -np.log(picked(softmax(z), y)).mean(),
                "It takes none: it expects logarithms, and here it is given probabilities.",
                lambda z, y: np.log(picked(softmax(z), y)).mean(),
            ),
            (
                "nll_loss is given the scores",
                negative,
                "It is given what the softmax returns.",
            ),
            (
                "nll_loss is given a softmax of the softmax",
                lambda z, y: negative(softmax(softmax(z)), y),
                "For nll_loss there is one softmax.",
            ),
            (
                "nll_loss takes whole columns in place of one cell of each row",
                lambda z, y: -softmax(z)[:, y].mean(),
                "p[:, labels] means these columns of every row. One cell of each row is p[np.arange(N), labels].",
            ),
            (
                "nll_loss takes the mean over all classes",
                lambda z, y: -softmax(z).mean(),
                "It takes the number at the label of each image.",
            ),
            (
                "nll_loss takes the largest probability",
                lambda z, y: -softmax(z).max(axis=1).mean(),
                "It takes the number at the label, whether that is the largest or not.",
            ),
            (
                "nll_loss is taken to be 1 minus the probability",
                lambda z, y: 1 + negative(softmax(z), y),
                "It is minus the probability: it goes down to -1.",
            ),
            (
                "nll_loss adds up",
                lambda z, y: -picked(softmax(z), y).sum(),
                "Both losses are means over the images.",
            ),
        ),
    ),
    *declared(
        second,
        (
            (
                "cross_entropy is given the scores",
                crossed,
                "That is the right way in practice. The claim gives it what the softmax returns.",
            ),
            (
                "cross_entropy is given a softmax of the softmax",
                lambda z, y: crossed(softmax(softmax(z)), y),
                "One softmax stands before it, and one is inside: two in all.",
            ),
            (
                "cross_entropy adds up",
                lambda z, y: crossed(softmax(z), y) * len(y),
                "Both losses are means over the images.",
            ),
        ),
    ),
    *declared(
        lambda rule: rule,
        (
            (
                "the softmax runs over the images",
                lambda logits, labels: (
                    negative(softmax(logits, 0), labels),
                    crossed(softmax(logits, 0), labels),
                ),
                "The probabilities of one image sum to 1: dim=1.",
                lambda logits, labels: (negative(softmax(logits, 0), labels), crossed(softmax(logits), labels)),
            ),
            (
                "the two losses come in the other order",
                lambda logits, labels: (crossed(softmax(logits), labels), negative(softmax(logits), labels)),
                "Return (nll, twice), in this order.",
            ),
            (
                "both losses are added up",
                lambda logits, labels: (
                    negative(softmax(logits), labels) * len(labels),
                    crossed(softmax(logits), labels) * len(labels),
                ),
                "Both losses are means over the images.",
            ),
            ("the logits are overwritten", softened_in_place, "The caller still needs them."),
        ),
    ),
)
