"""Weak inputs for a test of apply_filter: each misses some of the wrong functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake

RAMP = np.arange(30.0).reshape(5, 6)
UNEVEN = np.array(
    [[3.0, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8], [9, 7, 9, 3, 2, 3], [8, 4, 6, 2, 6, 4], [3, 3, 8, 3, 2, 7]]
)
BOX, LOPSIDED = np.full((3, 3), 1 / 9), np.array([[1.0, 2, 0], [0, -1, 3]])


def inputs(image: Any, kernel: Any) -> Callable[[], tuple[Any, Any]]:
    """Return the same image and kernel each time."""
    return lambda: (np.array(image), np.array(kernel))


APPLY_FILTER_TEST_MISTAKES = tuple(
    Mistake(name, inputs(image, kernel), message)
    for name, image, kernel, message in (
        (
            "the picture is a flat wall",
            np.full((5, 6), 3.0),
            LOPSIDED,
            "On a wall every window holds the same values, so nothing can be shifted, turned or mirrored visibly.",
        ),
        (
            "the picture is black",
            np.zeros((5, 6)),
            LOPSIDED,
            "Every kernel turns zeros into zeros.",
        ),
        (
            "the kernel is a blur",
            UNEVEN,
            BOX,
            "A box looks the same when it is turned or mirrored. Take a kernel without symmetry.",
        ),
        (
            "the kernel has one cell",
            UNEVEN,
            [[2.0]],
            "A single cell needs no padding and cannot be turned.",
        ),
        (
            "the kernel leaves every pixel as it is",
            UNEVEN,
            [[0.0, 0, 0], [0, 1, 0], [0, 0, 0]],
            "Only the centre is read then, and no window reaches beyond the edge.",
        ),
        (
            "the kernel is all zeros",
            UNEVEN,
            np.zeros((3, 3)),
            "Then every sum is 0, whatever is read.",
        ),
        (
            "the picture is dark around a single pixel",
            np.pad([[1.0]], ((2, 2), (3, 2))),
            LOPSIDED,
            "One lit pixel shows how the kernel lies. Beyond the edge are zeros here, whatever is put there.",
        ),
        (
            "the picture is a slope",
            RAMP,
            [[1.0, 2, 1], [2, 4, 2], [1, 2, 1]],
            "On a slope a symmetric kernel gives the pixel itself. Take values without a pattern.",
        ),
        (
            "the picture has no colours",
            UNEVEN,
            LOPSIDED,
            "Mistakes with colours show on a picture of shape (H, W, 3) alone.",
        ),
        (
            "all colours are the same",
            np.repeat(UNEVEN[:, :, None], 3, axis=2),
            BOX,
            "Colours that are mixed up are not seen where all three are equal.",
        ),
        (
            "the kernel is square",
            np.stack([UNEVEN, UNEVEN[::-1], UNEVEN[:, ::-1]], axis=2),
            [[0.1, 0.2, 0.1], [0.2, 0.1, 0.2], [0.1, 0.2, 0.1]],
            "Take a kernel whose height differs from its width, one of the two even.",
        ),
    )
)
