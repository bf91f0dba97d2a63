"""Mistakes in avg_pool2d_backward."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.pooling.backward import AVERAGE_WAYS, Share, from_shape, gradient, shared
from cnncourse.mistakes.pooling.windows import Array, Rule


def scaled(divisor: Callable[[SimpleNamespace], Any]) -> Rule:
    """Divide by something else than KH * KW."""
    return lambda a: gradient(a) * np.prod(a.kernel) / divisor(a)


def pixels(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return equal shares for the cells that lie in the image."""
    return np.ones(window.shape) / max(int(np.isfinite(window).sum()), 1)


def cell(row: int, column: int) -> Share:
    """Return all for one cell of the window."""

    def share(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
        all_of_it = np.zeros(window.shape)
        all_of_it[row % a.kernel[0], column % a.kernel[1]] = 1
        return all_of_it

    return share


def centre(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the cell in the middle."""
    all_of_it = np.zeros(window.shape)
    all_of_it[a.kernel[0] // 2, a.kernel[1] // 2] = 1
    return all_of_it


def truncated_like_dy(a: SimpleNamespace) -> Array:
    """Allocate dx in the dtype of dy."""
    if a.dy.dtype.kind == "f":
        return gradient(a)
    whole = np.trunc(a.dy / np.prod(a.kernel))
    return np.trunc(gradient(a, dy=whole * np.prod(a.kernel)))


def added_to_int(a: SimpleNamespace) -> Array:
    """Add fractions in place to an array made for whole numbers, which NumPy refuses."""
    dx = np.zeros(a.x.shape, a.dy.dtype)
    share = a.dy[0, 0, 0, 0] / np.prod(a.kernel)
    dx[0, 0, :1, :1] += share
    return gradient(a)


def outside(a: SimpleNamespace) -> Array:
    """Add to slices of dx that begin at negative indices: they are empty, or lie at the other end."""
    dx = np.zeros(a.x.shape)
    (kh, kw), (sv, sh), (v, h) = a.kernel, a.stride, a.padding
    for i, j in np.ndindex(*a.dy.shape[2:]):
        top, left = i * sv - v, j * sh - h
        dx[:, :, top : top + kh, left : left + kw] += a.dy[:, :, i : i + 1, j : j + 1] / (kh * kw)
    return dx


AVG_POOL2D_BACKWARD_MISTAKES = declared(
    from_shape,
    (
        (
            "the gradient is not divided",
            scaled(lambda a: 1),
            "Each pixel counted 1 / (KH * KW) in the average, so it gets that share of the gradient.",
        ),
        (
            "the gradient is divided by KH * KH",
            scaled(lambda a: a.kernel[0] ** 2),
            "A window has KH * KW cells; the two may differ.",
            scaled(lambda a: a.kernel[1] ** 2),
        ),
        (
            "the gradient is divided by KH or KW alone",
            scaled(lambda a: a.kernel[0]),
            "A window has KH * KW cells.",
            scaled(lambda a: a.kernel[1]),
        ),
        (
            "the gradient is divided by KH and multiplied by KW",
            scaled(lambda a: a.kernel[0] / a.kernel[1]),
            "dy / KH * KW is (dy / KH) * KW. Put the product in brackets: dy / (KH * KW).",
        ),
        (
            "the gradient is divided by H * W",
            scaled(lambda a: a.x.shape[2] * a.x.shape[3]),
            "The average ran over a window of KH * KW cells, not over the image.",
        ),
        (
            "the gradient is divided twice",
            scaled(lambda a: np.prod(a.kernel) ** 2),
            "Each pixel counted 1 / (KH * KW) in the average: divide once.",
        ),
        (
            "the gradient is multiplied by KH * KW",
            scaled(lambda a: 1 / np.prod(a.kernel)),
            "Each pixel counted 1 / (KH * KW) in the average: divide.",
        ),
        (
            "the gradient at the edge is divided by the pixels of x alone",
            lambda a: gradient(a, share=pixels),
            "The forward pass divided by KH * KW, padding included; so must the backward pass.",
        ),
        (
            "the first cell of each window gets all of the gradient",
            lambda a: gradient(a, share=cell(0, 0)),
            "Every cell of the window took part in the average: each gets its share.",
            lambda a: gradient(a, share=lambda *given: cell(0, 0)(*given) / np.prod(a.kernel)),
        ),
        (
            "the last cell of each window gets all of the gradient",
            lambda a: gradient(a, share=cell(-1, -1)),
            "Every cell of the window took part in the average: each gets its share.",
        ),
        (
            "the middle of each window gets all of the gradient",
            lambda a: gradient(a, share=centre),
            "Every cell of the window took part in the average: each gets its share.",
        ),
        (
            "dx is allocated for whole numbers when dy holds them",
            truncated_like_dy,
            "Shares are fractions: allocate dx as floats, not in the dtype of dy.",
            added_to_int,
        ),
        (
            "slices of dx begin at negative indices",
            outside,
            "A slice -1:1 is empty: -1 counts from the end. Add in an array of the padded size, and cut dx out of it.",
        ),
        *shared("a pixel", AVERAGE_WAYS),
    ),
)
