"""Mistakes in hard_swish."""

from __future__ import annotations

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def relu6(x: Array) -> Array:
    """Clip to 0 .. 6."""
    return np.clip(x, 0, 6)


def right(x: Array) -> Array:
    """Return what is asked for."""
    return x * relu6(x + 3) / 6


def overwriting(x: Array) -> Array:
    """Clip the caller's array in place."""
    y = right(x)
    x[x < -3] = 0
    return y


def scaled_in_place(x: Array) -> Array:
    """Multiply the caller's array in place; whole numbers refuse that."""
    gate = relu6(x + 3) / 6
    x *= gate
    return x


def by_truth(x: Array) -> Array:
    """Ask an array whether it is small."""
    return np.zeros_like(x) if x <= -3 else x


HARD_SWISH_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the x in front is left out",
            lambda x: relu6(x + 3) / 6,
            "That is the hard sigmoid, a gate from 0 to 1. The hard swish multiplies x by it.",
        ),
        (
            "ReLU stands for ReLU6",
            lambda x: x * np.maximum(x + 3, 0) / 6,
            "ReLU6 is cut off at 6, so that the gate never exceeds 1 and large x stay as they are.",
        ),
        (
            "nothing is cut off",
            lambda x: x * (x + 3) / 6,
            "ReLU6 cuts off below 0 and above 6.",
        ),
        (
            "the gate is not cut off below 0",
            lambda x: x * np.minimum(x + 3, 6) / 6,
            "ReLU6 is 0 for every number below 0.",
        ),
        (
            "the 3 is not added",
            lambda x: x * relu6(x) / 6,
            "The gate is relu6(x + 3) / 6: it is one half at x = 0.",
        ),
        (
            "the 3 is subtracted",
            lambda x: x * relu6(x - 3) / 6,
            "The gate is relu6(x + 3) / 6: it begins to open at x = -3.",
        ),
        (
            "the 3 is added after the cut",
            lambda x: x * (relu6(x) + 3) / 6,
            "The 3 belongs inside: relu6(x + 3).",
        ),
        (
            "the division by 6 is left out",
            lambda x: x * relu6(x + 3),
            "Divide by 6, so that the gate ends at 1.",
        ),
        (
            "the division is by 3",
            lambda x: x * relu6(x + 3) / 3,
            "Divide by 6, so that the gate ends at 1.",
        ),
        (
            "the division by 6 comes before the cut",
            lambda x: x * relu6((x + 3) / 6),
            "Cut first, then divide: relu6(x + 3) / 6.",
        ),
        (
            "only x is divided, before the 3 is added",
            lambda x: x * relu6(x / 6 + 3),
            "Add 3, cut, divide: in this order.",
        ),
        (
            "x is shifted in front as well",
            lambda x: (x + 3) * relu6(x + 3) / 6,
            "Only the gate sees x + 3; in front stands x.",
        ),
        (
            "x is cut off in front as well",
            lambda x: np.maximum(x, 0) * relu6(x + 3) / 6,
            "Between -3 and 0 the result is negative: in front stands x itself.",
        ),
        (
            "the gate is cut off at 3",
            lambda x: x * np.clip(x + 3, 0, 3) / 6,
            "ReLU6 cuts off at 6.",
        ),
        (
            "swish is computed",
            lambda x: x / (1 + np.exp(-x.astype(float))),
            "That is x times the sigmoid. The hard one has straight lines in place of the sigmoid.",
        ),
        (
            "the result is ReLU6 of x",
            relu6,
            "ReLU6 is only a part of the gate: x * relu6(x + 3) / 6.",
        ),
        (
            "the result is the ReLU of x",
            lambda x: np.maximum(x, 0),
            "Between -3 and 3 hard swish is a parabola, not a line with a bend.",
        ),
        (
            "the gate is squared",
            lambda x: x * (relu6(x + 3) / 6) ** 2,
            "x is multiplied by the gate once.",
        ),
        (
            "the numbers between -3 and 3 stay as they are",
            lambda x: np.where(x <= -3, 0, x),
            "Between -3 and 3 the result is x * (x + 3) / 6.",
        ),
        (
            "the numbers above 3 become 1",
            lambda x: np.where(x >= 3, 1, right(x)),
            "The gate is 1 there, so x remains.",
        ),
        (
            "the gate is added to x",
            lambda x: x + relu6(x + 3) / 6,
            "A gate is multiplied.",
        ),
        (
            "the input is overwritten",
            overwriting,
            "The caller still needs it. Write into an array of your own.",
            scaled_in_place,
        ),
        (
            "the result is stored in the integer type of the input",
            lambda x: right(x).astype(x.dtype),
            "Whole numbers give fractions here. Do not store them in an array like x.",
        ),
        (
            "the division drops its fraction",
            lambda x: x * relu6(x + 3) // 6,
            "Use `/`, not `//`.",
        ),
        (
            "an array is asked for its truth value",
            by_truth,
            "An array of several numbers is neither small nor large. Use np.clip, np.where, np.minimum and np.maximum.",
        ),
    ),
)
