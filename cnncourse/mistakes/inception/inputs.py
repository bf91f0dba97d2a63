"""Weak inputs for a test of batch_norm2d: a wrong batch norm would pass unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

ARGUMENTS = "x", "running_mean", "running_var", "weight", "bias", "momentum", "eps"


def good() -> dict[str, Any]:
    """Return inputs that tell all known wrong batch norms apart."""
    rng = np.random.default_rng(3)
    return {
        "x": rng.integers(-9, 10, (2, 3, 4, 5)),  # whole numbers: an array like it cuts off fractions
        "running_mean": np.array([1.0, -2.0, 0.5]),
        "running_var": np.array([2.0, 0.5, 3.0]),
        "weight": np.array([2.0, -1.0, 0.5]),
        "bias": np.array([1.0, 3.0, -2.0]),
        "momentum": 0.3,
        "eps": 0.5,
    }


def tested(rule: Callable[[dict[str, Any]], Any]) -> Callable[..., Any]:
    """Give a rule the signature of batch_norm_inputs; a rule returns what it changes, as a dict."""

    def answer(training):
        changed = rule(good())
        return tuple((good() | changed)[name] for name in ARGUMENTS) if isinstance(changed, dict) else changed

    return answer


def channels(a: dict[str, Any], count: int) -> dict[str, Any]:
    """Keep the first channels alone."""
    vectors = {name: a[name][:count] for name in ("running_mean", "running_var", "weight", "bias")}
    return {"x": a["x"][:, :count], **vectors}


BATCH_NORM_INPUTS_MISTAKES = declared(
    tested,
    (
        (
            "the batch has one image",
            lambda a: {"x": a["x"][:1]},
            "With one image, statistics over the batch cannot be told from those over the image.",
        ),
        (
            "there is one channel",
            lambda a: channels(a, 1),
            "With one channel, nobody sees whether channels are kept apart.",
        ),
        (
            "all scales are 1",
            lambda a: {"weight": np.ones(3)},
            "A scale of 1 can be forgotten unseen.",
        ),
        (
            "all shifts are 0",
            lambda a: {"bias": np.zeros(3)},
            "A shift of 0 can be forgotten unseen.",
        ),
        (
            "momentum is 0.5",
            lambda a: {"momentum": 0.5},
            "With 0.5, old and new weigh the same, and exchanging them goes unseen.",
        ),
        (
            "momentum is the default",
            lambda a: {"momentum": 0.1},
            "A function that has 0.1 written into it passes.",
        ),
        (
            "eps is 0",
            lambda a: {"eps": 0.0},
            "An eps of 0 can be forgotten, or added in the wrong place, unseen.",
        ),
        (
            "eps is the default",
            lambda a: {"eps": 1e-5},
            "A function that has 0.00001 written into it passes.",
        ),
        (
            "x has no whole numbers",
            lambda a: {"x": a["x"] + 0.25},
            "Only an array of integers shows a result that is written into an array of integers.",
        ),
    ),
)
