"""Mistakes in softmax_cross_entropy, and in the inputs that test it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake

Array = np.ndarray
Rule = Callable[[Array, Array], Any]


def softmax(z: Array, axis: int | None = 1) -> Array:
    """Return probabilities that sum to 1 along an axis."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def one_hot(z: Array, y: Array) -> Array:
    """Return 1 at the label of each image, else 0."""
    return np.eye(z.shape[1])[y.astype(int)]


def log_softmax(z: Array) -> Array:
    """Return the logarithms of the probabilities, without overflow."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def losses(z: Array, y: Array) -> Array:
    """Return the right loss of each image."""
    return -log_softmax(z)[np.arange(len(y)), y]


def loss(z: Array, y: Array) -> Any:
    """Return the right loss."""
    return losses(z, y).mean()


def gradient(z: Array, y: Array) -> Array:
    """Return the right gradient."""
    return (softmax(z) - one_hot(z, y)) / len(y)


def lost(rule: Rule) -> Callable[..., Any]:
    """Return a wrong loss with the right gradient."""
    return lambda logits, labels: (rule(logits, labels), gradient(logits, labels))


def sloped(rule: Rule) -> Callable[..., Any]:
    """Return the right loss with a wrong gradient."""
    return lambda logits, labels: (loss(logits, labels), rule(logits, labels))


def every(name: str, message: str, *rules: tuple[Rule | None, Rule | None]) -> Mistake:
    """Make a mistake of (rule of the loss, rule of the gradient); None: that one is right."""
    forms = [(lambda z, y, a=a or loss, b=b or gradient: (a(z, y), b(z, y))) for a, b in rules]
    return Mistake(name, forms[0], message, tuple(forms[1:]))


def by(probabilities: Callable[[Array], Array]) -> tuple[tuple[Rule, Rule], tuple[Rule, None], tuple[None, Rule]]:
    """Compute the probabilities wrongly: for both results, for the loss alone, for the gradient alone."""

    def a(z: Array, y: Array) -> Any:
        return -np.log(probabilities(z)[np.arange(len(y)), y]).mean()

    def b(z: Array, y: Array) -> Any:
        return (probabilities(z) - one_hot(z, y)) / len(y)

    return (a, b), (a, None), (None, b)


def naive(z: Array) -> Array:
    """Divide exponentials as they are."""
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def common_shift(z: Array) -> Array:
    """Subtract one maximum from the whole batch."""
    e = np.exp(z - z.max())
    return e / e.sum(axis=1, keepdims=True)


def whole_batch(z: Array) -> Array:
    """Let all probabilities of the batch sum to 1."""
    e = np.exp(z - z.max())
    return e / e.sum()


def by_class(z: Array) -> Array:
    """Subtract the largest score of each class."""
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


def above(small: float, clip: bool) -> Rule:
    """Keep the probabilities away from 0."""

    def rule(z: Array, y: Array) -> Any:
        p = softmax(z)[np.arange(len(y)), y]
        return -np.log(np.maximum(p, small) if clip else p + small).mean()

    return rule


def in_columns(z: Array, y: Array) -> Array:
    """Subtract 1 from whole columns."""
    p = softmax(z)
    p[:, y] -= 1
    return p / len(y)


def to_probabilities(z: Array, y: Array) -> Array:
    """Stop at the gradient with respect to the probabilities."""
    return -one_hot(z, y) / softmax(z) / len(y)


def diagonal(z: Array, y: Array) -> Array:
    """Go through the softmax as if each probability depended on its own score alone."""
    p = softmax(z)
    return -one_hot(z, y) * (1 - p) / len(y)


def binary(z: Array, y: Array) -> Any:
    """Let the wrong classes pay, too."""
    p, t = softmax(z), one_hot(z, y)
    return -(t * log_softmax(z) + (1 - t) * np.log(1 - p)).sum(axis=1).mean()


def chosen(p: Array, y: Array) -> Array:
    """Return the number at the label of each image."""
    return p[np.arange(len(y)), y]


def shifted(z: Array) -> Array:
    """Subtract the largest score of each image."""
    return z - z.max(axis=1, keepdims=True)


def half_shifted(z: Array) -> Array:
    """Shift the scores in the sum alone."""
    return z - np.log(np.exp(shifted(z)).sum(axis=1, keepdims=True))


def other_half(z: Array) -> Array:
    """Shift the scores outside of the sum alone."""
    return shifted(z) - np.log(np.exp(z).sum(axis=1, keepdims=True))


def flat(top: bool, total: bool) -> Callable[..., Any]:
    """Leave keepdims out, for the maximum and for the sum."""

    def answer(logits: Array, labels: Array) -> Any:
        z = logits - logits.max(axis=1, keepdims=not top)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=not total))
        return -chosen(log_p, labels).mean(), (np.exp(log_p) - one_hot(logits, labels)) / len(labels)

    return answer


def overwriting(logits: Array, labels: Array) -> Any:
    """Subtract the maxima in place."""
    right = loss(logits, labels), gradient(logits, labels)
    logits -= logits.max(axis=1, keepdims=True)
    return right


def first_only(z: Array, y: Array) -> Array:
    """Fill the first row of the gradient."""
    g = gradient(z, y)
    g[1:] = 0
    return g


SOFTMAX_CROSS_ENTROPY_MISTAKES = (
    every(
        "sums are taken where means are asked for",
        "The loss is the mean over the images: divide the loss and its gradient by N.",
        (lambda z, y: losses(z, y).sum(), lambda z, y: gradient(z, y) * len(y)),
        (None, lambda z, y: gradient(z, y) * len(y)),
        (lambda z, y: losses(z, y).sum(), None),
    ),
    every(
        "the classes are counted in the mean",
        "The mean runs over the N images alone: N * C numbers are not N losses.",
        (lambda z, y: loss(z, y) / z.shape[1], lambda z, y: gradient(z, y) / z.shape[1]),
        (None, lambda z, y: gradient(z, y) / z.shape[1]),
        (lambda z, y: loss(z, y) / z.shape[1], None),
    ),
    every(
        "the sum is divided by the number of classes",
        "Divide by the number of images, N.",
        (
            lambda z, y: losses(z, y).sum() / z.shape[1],
            lambda z, y: gradient(z, y) * len(y) / z.shape[1],
        ),
        (None, lambda z, y: gradient(z, y) * len(y) / z.shape[1]),
        (lambda z, y: losses(z, y).sum() / z.shape[1], None),
    ),
    every(
        "the exponentials overflow",
        "exp(1000) is infinite. Subtract the largest score of each image first: the probabilities stay the same.",
        *by(naive),
        (lambda z, y: (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean(), None),
        (lambda z, y: (np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean(), by(naive)[0][1]),
    ),
    every(
        "one maximum is subtracted from the whole batch",
        "Where an image's scores all lie far below that, its exponentials all become 0. Each image needs its own "
        "maximum: axis=1, keepdims=True.",
        *by(common_shift),
        (
            lambda z, y: (np.log(np.exp(z - z.max()).sum(axis=1)) - (z - z.max())[np.arange(len(y)), y]).mean(),
            None,
        ),
    ),
    every(
        "the maximum of each class is subtracted",
        "Subtract one number from all scores of an image, or the probabilities change: the maximum over axis 1.",
        *by(by_class),
    ),
    every(
        "the logarithm is taken of a probability that has become 0",
        "Take the logarithm of the formula, not of the number: log p = z - max - log(sum of exp(z - max)).",
        (by(softmax)[0][0], None),
    ),
    every(
        "the probabilities are kept away from 0 by a small number",
        "That caps the loss: a right class 800 behind costs 800, not 27. log p = z - max - log(sum of exp(z - max)) "
        "needs no such number.",
        *((above(10.0**-k, clip), None) for k in (7, 8, 9, 10, 12, 15, 16) for clip in (False, True)),
    ),
    every(
        "the softmax runs over the images",
        "The probabilities of one image sum to 1: axis 1 of (N, C).",
        *by(lambda z: softmax(z, 0)),
    ),
    every(
        "the probabilities of the whole batch sum to 1",
        "Each image has probabilities of its own: sum over axis 1, with keepdims=True.",
        *by(whole_batch),
    ),
    every(
        "the softmax is applied twice",
        "The scores go through one softmax only.",
        *by(lambda z: softmax(softmax(z))),
    ),
    every(
        "the exponential is left out",
        "Probabilities are exp(z) divided by the sum of exp(z).",
        *by(lambda z: z / z.sum(axis=1, keepdims=True)),
    ),
    every(
        "the sign is reversed",
        "The loss is minus the logarithm, and its gradient is p minus the one of the right class.",
        (lambda z, y: -loss(z, y), lambda z, y: -gradient(z, y)),
        (None, lambda z, y: -gradient(z, y)),
        (lambda z, y: -loss(z, y), None),
    ),
    every(
        "the logarithm is left out",
        "Minus the probability is not the loss: take its logarithm.",
        (lambda z, y: -softmax(z)[np.arange(len(y)), y].mean(), None),
        (lambda z, y: 1 - softmax(z)[np.arange(len(y)), y].mean(), None),
    ),
    every(
        "the logarithm has another base than e",
        "np.log is the natural logarithm; np.log2 and np.log10 have other bases.",
        (lambda z, y: loss(z, y) / np.log(2), None),
        (lambda z, y: loss(z, y) / np.log(10), None),
    ),
    every(
        "the scores serve as logarithms of probabilities",
        "The scores are not normalised yet: subtract the logarithm of the sum of their exponentials.",
        (lambda z, y: -z[np.arange(len(y)), y].mean(), None),
    ),
    every(
        "all classes pay",
        "Only the right class of an image counts.",
        (lambda z, y: -log_softmax(z).sum(axis=1).mean(), None),
        (lambda z, y: -log_softmax(z).mean(), None),
    ),
    every(
        "the wrong classes pay as in a binary cross entropy",
        "Here one class of many is right: only its probability counts.",
        (binary, None),
    ),
    every(
        "squared differences are averaged",
        "That is another loss. The cross entropy is minus the logarithm of the right class's probability.",
        (lambda z, y: ((softmax(z) - one_hot(z, y)) ** 2).mean(), None),
        (lambda z, y: ((softmax(z) - one_hot(z, y)) ** 2).sum(axis=1).mean(), None),
    ),
    every(
        "a loss for each image is returned",
        "Return their mean: one number.",
        (losses, None),
    ),
    every(
        "only the first image counts",
        "Go through all images of the batch.",
        (lambda z, y: losses(z, y)[0], None),
        (None, first_only),
    ),
    every(
        "the labels serve as numbers",
        "A label names a class: label 2 weighs no more than label 1. Use it as an index, z[np.arange(N), labels].",
        (lambda z, y: -(y[:, None] * log_softmax(z)).sum() / len(y), None),
        (None, lambda z, y: (softmax(z) - y[:, None]) / len(y)),
    ),
    every(
        "the one of the right class is not subtracted",
        "The gradient is the probabilities, with 1 subtracted at the right class of each image.",
        (None, lambda z, y: softmax(z) / len(y)),
        (None, lambda z, y: softmax(z)),
    ),
    every(
        "whole columns are taken in place of one cell of each row",
        "dlogits[:, labels] means these columns of every row. One cell of each row is dlogits[np.arange(N), labels].",
        (None, in_columns),
        (lambda z, y: -log_softmax(z)[:, y].mean(), in_columns),
        (lambda z, y: -log_softmax(z)[:, y].mean(), None),
    ),
    every(
        "1 is subtracted only after the division by N",
        "Subtract 1 at the right class first, then divide all by N.",
        (None, lambda z, y: softmax(z) / len(y) - one_hot(z, y)),
    ),
    every(
        "only the right class gets a gradient",
        "Through the sum in the softmax every score takes part: the wrong classes get p, to be pushed down.",
        (None, lambda z, y: gradient(z, y) * one_hot(z, y)),
        (None, diagonal),
    ),
    every(
        "the gradient stops at the probabilities",
        "-1/p is the gradient with respect to p. With respect to the scores it is p minus the one of the right class.",
        (None, to_probabilities),
    ),
    every(
        "p(1 - p) is returned",
        "That is the derivative of one probability by its own score. The loss's gradient is p minus the one of the "
        "right class.",
        (None, lambda z, y: softmax(z) * (1 - softmax(z)) / len(y)),
        (None, lambda z, y: softmax(z) * (1 - softmax(z))),
    ),
    every(
        "the gradient is cut to whole numbers",
        "An array made for whole numbers drops the fractions: np.zeros_like(logits) does so for whole logits. "
        "Allocate floats.",
        (None, lambda z, y: gradient(z, y).astype(z.dtype)),
    ),
    every(
        "the logarithm of the sum is left out",
        "log p = z - log(sum of exp(z)): the logarithm belongs to the sum, too.",
        (lambda z, y: -chosen(shifted(z) - np.exp(shifted(z)).sum(axis=1, keepdims=True), y).mean(), None),
        (lambda z, y: -chosen(z - np.exp(z).sum(axis=1, keepdims=True), y).mean(), None),
    ),
    every(
        "the maximum is subtracted in one place only",
        "Shift the scores once, z = logits - maxima, and use z from there on, in both terms of the logarithm.",
        *(
            (lambda z, y, f=f: -chosen(f(z), y).mean(), b)
            for f in (half_shifted, other_half)
            for b in (lambda z, y, f=f: (np.exp(f(z)) - one_hot(z, y)) / len(y), None)
        ),
    ),
    Mistake(
        "keepdims is left out",
        flat(True, True),
        "The maximum and the sum have to stand beside each row, as a column of shape (N, 1): keepdims=True.",
        (flat(True, False), flat(False, True)),
    ),
    Mistake(
        "only the loss is returned",
        lambda logits, labels: loss(logits, labels),
        "Return both, as a tuple: (loss, dlogits).",
    ),
    Mistake(
        "the gradient comes before the loss",
        lambda logits, labels: (gradient(logits, labels), loss(logits, labels)),
        "Return (loss, dlogits), in this order.",
    ),
    Mistake("the logits are overwritten", overwriting, "The caller still needs them: write z = logits - maxima."),
)


def inputs(logits: Any, labels: Any) -> Callable[[], Any]:
    """Return an answer that gives these inputs."""
    return lambda: (np.array(logits), np.array(labels))


def drawn(n: int, c: int) -> Array:
    """Return the same scores for the same shape."""
    return np.random.default_rng([n, c]).normal(1.0, 2.0, (n, c)).round(3)


SOFTMAX_CROSS_ENTROPY_TEST_MISTAKES = (
    Mistake(
        "all scores are 0",
        inputs(np.zeros((4, 3)), [0, 2, 1, 0]),
        "Then all probabilities are equal, and whoever mixes up rows and columns gets the same. Draw the scores.",
        (inputs(np.ones((4, 3)), [0, 2, 1, 0]),),
    ),
    Mistake(
        "there is one image",
        inputs(drawn(1, 3), [1]),
        "Sum and mean are the same then. Use several images.",
        (inputs(drawn(1, 4), [2]), inputs([[1.0, 2.0, 3.0]], [0]), inputs([[1.0, 2.0, 3.0]], [2])),
    ),
    Mistake(
        "there are as many images as classes",
        inputs(drawn(3, 3), [0, 2, 1]),
        "Then N and C can be mixed up unseen. Choose them different.",
        (inputs(np.eye(3), [0, 1, 2]), inputs(drawn(4, 4), [3, 1, 0, 2])),
    ),
    Mistake(
        "no score is large",
        inputs(drawn(5, 3), [0, 2, 1, 2, 0]),
        "A function whose exponentials overflow goes unnoticed. Give an image scores in the thousands.",
    ),
    Mistake(
        "all labels are 0",
        inputs(drawn(5, 3) * 400, [0, 0, 0, 0, 0]),
        "Then a function that takes labels for numbers finds only zeros. Use several classes.",
    ),
    Mistake(
        "the right class is always far ahead",
        inputs([[2000.0, 0, 0], [0, 2000, 0], [0, 0, 2000], [2000, 0, 0]], [0, 1, 2, 0]),
        "Then the loss is 0, and so is nearly everything that is wrong with it. Let some images be wrong.",
        (inputs(1000 * np.eye(3), [0, 1, 2]), inputs(100 * np.eye(3), [0, 1, 2])),
    ),
)
