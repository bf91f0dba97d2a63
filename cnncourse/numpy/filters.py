"""Kernels that filter images: blur, sharpen, emboss."""

from __future__ import annotations

import numpy as np

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
RING = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))  # the outer cells, n first, clockwise


def blur_kernel(size: int) -> np.ndarray:
    """Return the box that averages: every weight is 1 / size².

    Args:
        size: rows and columns, at least 1.

    Returns:
        Weights (size, size) that sum to 1.

    Raises:
        ValueError: the size is below 1.
    """
    if size < 1:
        raise ValueError(f"size is {size}; a kernel has at least 1 row")
    return np.full((size, size), 1 / size**2)


def sharpen_kernel(amount: float = 1.0) -> np.ndarray:
    """Return identity + amount * (identity - mean of the four direct neighbours).

    Args:
        amount: 0 leaves the picture as it is.

    Returns:
        Weights (3, 3) that sum to 1: 1 + amount in the centre, -amount / 4 beside it, 0 in the corners.
    """
    identity = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    mean = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4
    return identity + amount * (identity - mean)


def emboss_kernel(direction: str) -> np.ndarray:
    """Return the kernel that lights edges from one side: 2, 1, 0, -1, -2, -1, 0, 1 around the centre.

    Args:
        direction: where the light comes from: n, ne, e, se, s, sw, w or nw.

    Returns:
        Weights (3, 3) that sum to 0. For n, e, s and w these are the Sobel kernels.

    Raises:
        ValueError: the direction is none of the eight.
    """
    if direction not in COMPASS:
        raise ValueError(f"direction is {direction!r}; it must be one of {', '.join(COMPASS)}")
    kernel = np.zeros((3, 3))
    for step, value in enumerate((2, 1, 0, -1, -2, -1, 0, 1)):
        kernel[RING[(COMPASS.index(direction) + step) % 8]] = value
    return kernel
