"""Mistakes in accuracy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.training.losses import softmax

Array = np.ndarray
Rule = Callable[[Array, Array], Any]


def direct(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of a function of logits and labels."""
    return lambda logits, labels: rule(logits, labels)


def hits(z: Array, y: Array) -> Array:
    """Return for each image whether its label has the largest score."""
    return z.argmax(axis=1) == y


def last_of_equals(z: Array, y: Array) -> Any:
    """Let the last of equal scores win."""
    return np.mean(z.shape[1] - 1 - z[:, ::-1].argmax(axis=1) == y)


def ranked(z: Array, y: Array) -> Any:
    """Count an image if its label is among the best two."""
    return np.mean((np.argsort(-z, axis=1, kind="stable")[:, :2] == y[:, None]).any(axis=1))


def sorted_in_place(z: Array, y: Array) -> Any:
    """Write into the logits."""
    right = np.mean(hits(z, y))
    z[...] = softmax(z)
    return right


ACCURACY_MISTAKES = declared(
    direct,
    (
        (
            "the right images are counted and not divided",
            lambda z, y: hits(z, y).sum(),
            "Divide the count by the number of images.",
        ),
        (
            "the accuracy is in per cent",
            lambda z, y: 100 * hits(z, y).mean(),
            "Return a share between 0 and 1.",
        ),
        (
            "the wrong images are counted",
            lambda z, y: 1 - hits(z, y).mean(),
            "That is the error. Accuracy is the share of images that are right.",
            lambda z, y: np.sum(~hits(z, y)),
        ),
        (
            "the smallest score wins",
            lambda z, y: np.mean(z.argmin(axis=1) == y),
            "The prediction is the class with the largest score: argmax.",
        ),
        (
            "the score furthest from 0 wins",
            lambda z, y: np.mean(np.abs(z).argmax(axis=1) == y),
            "A score may be negative, and -9 is smaller than 1. Compare the scores as they are.",
        ),
        (
            "the largest score is looked for over the images",
            lambda z, y: np.mean(z.argmax(axis=0) == y),
            "Look along the classes: axis 1 of (N, C).",
            lambda z, y: (z.argmax(axis=0) == y).mean(),
            lambda z, y: sum(a == b for a, b in zip(z.argmax(axis=0), y, strict=False)) / len(y),
        ),
        (
            "one largest score is looked for in the whole batch",
            lambda z, y: np.mean(z.argmax() == y),
            "Each image has a prediction of its own: give argmax the axis of the classes.",
        ),
        (
            "the largest score itself is compared with the label",
            lambda z, y: np.mean(z.max(axis=1) == y),
            "A label is the index of a class. argmax gives the index of the largest score, max the score.",
        ),
        (
            "the count is divided by the number of classes",
            lambda z, y: hits(z, y).sum() / z.shape[1],
            "Divide by the number of images, N.",
        ),
        (
            "the count is divided by the number of scores",
            lambda z, y: hits(z, y).sum() / z.size,
            "Divide by the number of images, N, not by N * C.",
        ),
        (
            "the share is rounded down to a whole number",
            lambda z, y: hits(z, y).sum() // len(y),
            "`//` drops the fraction. Use `/`.",
        ),
        (
            "the last of equal scores wins",
            last_of_equals,
            "Among equal scores the first class counts, as argmax has it: replace the best so far only if the new "
            "score is larger.",
        ),
        (
            "the two best classes count",
            ranked,
            "That is top-2 accuracy. Only the class with the largest score counts.",
        ),
        (
            "a list of True and False is returned",
            hits,
            "Return one number: the mean of these.",
        ),
        (
            "the labels start at 1",
            lambda z, y: np.mean(z.argmax(axis=1) + 1 == y),
            "Label 0 is the first class, and argmax counts from 0, too.",
        ),
        (
            "an image counts only if its class gets more than half of the probability",
            lambda z, y: np.mean(hits(z, y) & (softmax(z).max(axis=1) > 0.5)),
            "The largest score wins, by however little.",
        ),
        (
            "the probability of the right class is averaged",
            lambda z, y: np.mean(softmax(z)[np.arange(len(y)), y]),
            "Accuracy asks whether an image is right, not how sure the model is.",
        ),
        (
            "the first image is left out",
            lambda z, y: np.sum(hits(z, y)[1:]) / len(y),
            "Images count from 0.",
            lambda z, y: np.sum(hits(z, y)[1:]) / max(len(y) - 1, 1),
        ),
        (
            "the best score so far starts at 0",
            lambda z, y: np.mean(np.maximum(z, 0).argmax(axis=1) == y),
            "Scores may all be negative. Start with the first score of the row.",
        ),
        (
            "the loop ends after the first image",
            lambda z, y: hits(z, y)[0] / len(y),
            "The return belongs behind the loop.",
            lambda z, y: float(hits(z, y)[0]),
        ),
        (
            "the accuracy is rounded",
            lambda z, y: round(float(hits(z, y).mean()), 2),
            "Return the number as it is. Rounding is for printing.",
            lambda z, y: round(float(hits(z, y).mean()), 1),
            lambda z, y: round(float(hits(z, y).mean()), 3),
            lambda z, y: round(float(hits(z, y).mean()), 4),
        ),
        ("the logits are overwritten", sorted_in_place, "The caller still needs them. Work on a copy."),
    ),
)
