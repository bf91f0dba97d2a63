"""Weak inputs for a test of pointwise_conv2d."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake

Array = np.ndarray


def inputs(
    n: int = 2, c: int = 3, f: int = 5, size: tuple[int, int] = (4, 6), **change: Callable[[Array], Array]
) -> Callable[[], Any]:
    """Return a test's inputs; `change` maps the name of an array to what is done to it."""

    def answer() -> tuple[Array, ...]:
        rng = np.random.default_rng(4)
        drawn = {"x": rng.normal(1, 1, (n, c, *size)), "weight": rng.normal(0, 1, (f, c, 1, 1))}
        drawn["bias"] = rng.normal(2, 1, f)
        return tuple(change.get(name, lambda array: array)(array) for name, array in drawn.items())

    return answer


def whole(array: Array) -> Array:
    """Make whole numbers."""
    return np.round(3 * array).astype(int)


POINTWISE_CONV2D_TEST_MISTAKES = (
    Mistake("the batch has one image", inputs(n=1), "Several images show whether each is treated by itself."),
    Mistake("there is one channel", inputs(c=1), "With one channel, there is nothing to mix."),
    Mistake("there is one filter", inputs(f=1), "Several filters show whether each makes a map of its own."),
    Mistake(
        "there is one pixel",
        inputs(size=(1, 1)),
        "With one pixel, nobody sees whether pixels are kept apart.",
    ),
    Mistake("the maps are square", inputs(size=(5, 5)), "H and W differ where they must not be mixed up."),
    Mistake("x is all ones", inputs(x=np.ones_like), "Equal numbers hide which one was read."),
    Mistake("the weights are all ones", inputs(weight=np.ones_like), "Equal weights hide which one was used."),
    Mistake("the biases are zero", inputs(bias=np.zeros_like), "A bias of zero cannot be missed."),
    Mistake("the biases are equal", inputs(bias=np.ones_like), "Equal biases hide which map got which."),
    Mistake(
        "each filter copies one channel",
        inputs(c=3, f=3, weight=lambda w: np.eye(3).reshape(3, 3, 1, 1)),
        "A weight of 0 and 1 hides what is done to the products: their sum has one term.",
    ),
    Mistake(
        "no output is negative",
        inputs(x=np.abs, weight=np.abs, bias=np.abs),
        "A ReLU that does not belong there is seen only where something is negative.",
    ),
    Mistake(
        "everything is whole numbers",
        inputs(x=whole, weight=whole, bias=whole),
        "Whole numbers hide whether fractions are cut off.",
    ),
    Mistake(
        "everything is as small as can be",
        inputs(1, 1, 1, (1, 1)),
        "The smallest inputs show the least: nothing can be mixed up where there is only one of it.",
    ),
)
