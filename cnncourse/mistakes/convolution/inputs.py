"""Weak inputs for a test of conv2d: each misses some of the wrong functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake

Array = np.ndarray
GIVEN: dict[str, Any] = {
    "images": 2,
    "channels": 2,  # of one group
    "filters": 3,  # of one group
    "size": (11, 13),
    "kernel": (3, 2),
    "stride": (2, 3),
    "padding": (1, 2),
    "dilation": (3, 2),
    "groups": 2,
}
PLAIN: dict[str, Any] = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
ONE: dict[str, Any] = {"images": 1, "channels": 1, "filters": 1, "groups": 1}


def inputs(
    x: Callable[[Array], Array] | None = None,
    weight: Callable[[Array], Array] | None = None,
    bias: Callable[[Array], Array] | None = None,
    **settings: Any,
) -> Callable[[], tuple[Any, ...]]:
    """Return a test's inputs, good ones but for what is changed: a setting, or what is done to an array."""

    def answer() -> tuple[Any, ...]:
        a, rng = GIVEN | settings, np.random.default_rng(5)
        groups = a["groups"]
        arrays = (
            rng.integers(-9, 10, (a["images"], a["channels"] * groups, *a["size"])),
            rng.normal(0, 1, (a["filters"] * groups, a["channels"], *a["kernel"])),
            rng.normal(2, 1, a["filters"] * groups),
        )
        changed = (change(array) if change else array for change, array in zip((x, weight, bias), arrays, strict=True))
        return *changed, a["stride"], a["padding"], a["dilation"], groups

    return answer


def halves(array: Array) -> Array:
    """Make fractions."""
    return array + 0.5


def whole(array: Array) -> Array:
    """Make whole numbers, none of them 0."""
    rounded = np.round(2 * array).astype(int)
    return np.where(rounded == 0, 3, rounded)


def symmetric(weight: Array) -> Array:
    """Make each kernel look the same when it is turned or mirrored."""
    return weight + weight[:, :, ::-1] + weight[:, :, :, ::-1] + weight[:, :, ::-1, ::-1]


def dark_border(x: Array) -> Array:
    """Put zeros into the two outer rows and columns."""
    return np.pad(x[:, :, 2:-2, 2:-2], ((0, 0), (0, 0), (2, 2), (2, 2)))


CONV2D_TEST_MISTAKES = (
    Mistake(
        "everything is ones",
        inputs(np.ones_like, np.ones_like, np.ones_like, **PLAIN),
        "Equal numbers hide which one was read. Draw them at random.",
        (inputs(np.ones_like, np.ones_like, np.zeros_like, **PLAIN, size=(5, 5), kernel=(3, 3)),),
    ),
    Mistake("x is all zeros", inputs(x=np.zeros_like), "Zeros times any weight are zeros, whichever are read."),
    Mistake("x is the same number everywhere", inputs(x=np.ones_like), "Equal pixels hide which one was read."),
    Mistake("the weights are all equal", inputs(weight=np.ones_like), "Equal weights hide which one was used."),
    Mistake(
        "the kernels are symmetric",
        inputs(weight=symmetric),
        "A kernel that looks the same turned and mirrored hides whether it was.",
    ),
    Mistake("the biases are zero", inputs(bias=np.zeros_like), "A bias of zero cannot be missed."),
    Mistake("the biases are equal", inputs(bias=np.ones_like), "Equal biases hide which map got which."),
    Mistake("the batch has one image", inputs(images=1), "Several images show whether each is treated by itself."),
    Mistake(
        "there is one image with one channel",
        inputs(**ONE),
        "With one channel nothing is added over channels, with one filter nothing is mixed up.",
    ),
    Mistake("there is one channel a group", inputs(channels=1), "With one channel, nothing is added over channels."),
    Mistake(
        "there is one filter a group", inputs(filters=1), "Several filters show whether each is used in its place."
    ),
    Mistake(
        "image and kernel are square",
        inputs(size=(11, 11), kernel=(3, 3)),
        "Take H and W, KH and KW that differ: then rows and columns cannot be mixed up unnoticed.",
        (inputs(size=(11, 11), kernel=(3, 3), stride=2, padding=1, dilation=2),),
    ),
    Mistake(
        "the two directions are treated alike",
        inputs(stride=2, padding=1, dilation=2),
        "Swapped pairs go unnoticed. Give pairs of two different numbers.",
    ),
    Mistake("the kernel has one cell", inputs(kernel=(1, 1)), "A single cell cannot be turned, and has no neighbours."),
    Mistake("the stride is 1", inputs(stride=1), "What a function does with the stride goes unnoticed."),
    Mistake("there is no padding", inputs(padding=0), "What a function does with the padding goes unnoticed."),
    Mistake("the dilation is 1", inputs(dilation=1), "What a function does with the dilation goes unnoticed."),
    Mistake("there is one group", inputs(groups=1), "What a function does with groups goes unnoticed."),
    Mistake(
        "the settings are those that nobody gives",
        inputs(**PLAIN),
        "With the defaults, whatever a function does with the settings goes unnoticed.",
    ),
    Mistake(
        "the edge of the images is dark",
        inputs(x=dark_border),
        "Zeros near the edge look like padding, wherever the padding lies.",
    ),
    Mistake(
        "no output is negative",
        inputs(np.abs, np.abs, np.abs),
        "An activation that does not belong there is seen only where something is negative.",
    ),
    Mistake(
        "x holds fractions",
        inputs(x=halves),
        "Whether a function keeps fractions is seen best when x holds whole numbers and weight does not.",
    ),
    Mistake(
        "everything is whole numbers",
        inputs(weight=whole, bias=whole),
        "Whole numbers hide whether fractions are cut off.",
    ),
    Mistake(
        "everything is as small as can be",
        inputs(**PLAIN | ONE, size=(1, 1), kernel=(1, 1)),
        "The smallest inputs show the least: nothing can be mixed up where there is only one of it.",
    ),
)
