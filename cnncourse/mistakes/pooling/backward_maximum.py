"""Mistakes in max_pool2d_backward."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.pooling.backward import (
    MAXIMUM_WAYS,
    cropped,
    equal,
    from_image,
    gradient,
    overwriting_x,
    places,
    shared,
    spread,
    winner,
)
from cnncourse.mistakes.pooling.windows import LOWEST, Array, Rule, changed, padded


def tied(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for every cell that equals the maximum."""
    return (window == window.max(initial=LOWEST)).astype(float)


def divided(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Divide among the cells that equal the maximum."""
    equal_cells = tied(a, place, window)
    return equal_cells / max(equal_cells.sum(), 1)


def last(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the last of the largest numbers."""
    return winner(a, place, window[::-1, ::-1])[::-1, ::-1]


def down_first(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the first of the largest numbers, column by column."""
    return winner(a, place, window.T).T


def smallest(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the smallest number."""
    return winner(a, place, np.where(np.isfinite(window), -window, LOWEST))


def furthest(a: SimpleNamespace, place: tuple[int, int, int, int], window: Array) -> Array:
    """Return all for the number furthest from 0."""
    return winner(a, place, np.where(np.isfinite(window), np.abs(window), LOWEST))


def misplaced(split: Callable[[SimpleNamespace, int], tuple[int, int]]) -> Rule:
    """Add each gradient at a place that is computed from the flat index of the winner; one outside raises."""

    def rule(a: SimpleNamespace) -> Array:
        x = padded(a, LOWEST)
        dx = np.zeros(x.shape)
        for place, rows, columns in places(a):
            n, c, _, _ = place
            i, j = split(a, int(x[n, c, rows, columns].argmax()))
            dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
        return cropped(a, dx)

    return rule


def at_start(a: SimpleNamespace) -> Array:
    """Add each gradient at the place that the winner has in its window, without the window's own."""
    x = padded(a, LOWEST)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, i, j] += a.dy[place]
    return dx


def unshifted(a: SimpleNamespace) -> Array:
    """Add at the winner's place in the padded image, to an array of the size of x; one outside raises."""
    x = padded(a, LOWEST)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
    return dx


def wrapped(a: SimpleNamespace) -> Array:
    """Let windows start at negative indices, which count from the end."""
    x = padded(a, 0.0)
    dx = np.zeros(a.x.shape)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i - a.padding[0], columns.start + j - a.padding[1]] += a.dy[place]
    return dx


def over_maps(a: SimpleNamespace) -> Array:
    """Give the gradient of all maps to the map that holds the largest number of all."""
    x = padded(a, LOWEST)
    dx = np.zeros(x.shape)
    for (n, c, i, j), rows, columns in places(a):
        block = x[n, :, rows, columns]
        k, p, q = map(int, np.unravel_index(block.argmax(), block.shape))
        dx[n, k, rows.start + p, columns.start + q] += a.dy[n, c, i, j]
    return cropped(a, dx)


def truncated_like_x(a: SimpleNamespace) -> Array:
    """Allocate dx in the dtype of x, and add in place, which NumPy refuses for an array; one by one it cuts."""
    if a.x.dtype.kind == "f":
        return gradient(a)
    x = padded(a, LOWEST)
    dx = np.zeros(x.shape, int)
    for place, rows, columns in places(a):
        n, c, _, _ = place
        i, j = divmod(int(x[n, c, rows, columns].argmax()), a.kernel[1])
        dx[n, c, rows.start + i, columns.start + j] += a.dy[place]
    return cropped(a, dx)


def adding_to_int(a: SimpleNamespace) -> Array:
    """Add a window of fractions in place to an array made for whole numbers, which NumPy refuses."""
    dx = np.zeros_like(a.x)
    dx[0, 0, :1, :1] += a.dy[0, 0, :1, :1]
    return gradient(a)


def infinite_integers(a: SimpleNamespace) -> Array:
    """Pad an array of its own dtype with minus infinity, which whole numbers do not know."""
    np.pad(a.x, [(0, 0), (0, 0), *((p, p) for p in a.padding)], constant_values=-np.inf)
    return gradient(a)


MAX_POOL2D_BACKWARD_MISTAKES = declared(
    from_image,
    (
        (
            "every cell that equals the maximum gets the whole gradient",
            lambda a: gradient(a, share=tied),
            "Each window has one winner, also among equal numbers: the first, row by row.",
            lambda a: cropped(a, spread(changed(a, share=tied), assign=True)),
        ),
        (
            "equal numbers divide the gradient among them",
            lambda a: gradient(a, share=divided),
            "Each window has one winner, also among equal numbers: the first, row by row.",
        ),
        (
            "the last of equal numbers wins",
            lambda a: gradient(a, share=last),
            "Of equal numbers the first wins: replace the winner only by a larger number, with >, not >=.",
        ),
        (
            "of equal numbers the first column by column wins",
            lambda a: gradient(a, share=down_first),
            "Go through the window row by row: of equal numbers the first in that order wins.",
        ),
        (
            "the gradient is shared among all cells of the window",
            lambda a: gradient(a, share=equal),
            "That is average pooling. Only the winner moved the output, so it alone gets the gradient.",
        ),
        (
            "every cell of the window gets the gradient",
            lambda a: gradient(a, share=lambda a, place, window: np.ones(window.shape)),
            "Only the winner moved the output, so it alone gets the gradient.",
        ),
        (
            "the smallest number gets the gradient",
            lambda a: gradient(a, share=smallest),
            "The winner is the largest number of the window.",
        ),
        (
            "the number furthest from 0 gets the gradient",
            lambda a: gradient(a, share=furthest),
            "The winner is the largest number of the window, with its sign.",
        ),
        (
            "winners are counted, and dy is not used",
            lambda a: gradient(a, dy=np.ones(a.dy.shape)),
            "The winner of window (oh, ow) gets dy[n, c, oh, ow].",
            lambda a: np.sign(gradient(a, dy=np.ones(a.dy.shape))),
        ),
        (
            "the gradient is multiplied by the maximum",
            lambda a: gradient(a) * a.x,
            "The output is the winner itself, so its slope is 1: pass dy on as it is.",
        ),
        (
            "the maximum itself is passed back",
            lambda a: np.sign(gradient(a, dy=np.ones(a.dy.shape))) * a.x,
            "The winner gets dy[n, c, oh, ow], the gradient of its window.",
            lambda a: gradient(a, dy=np.ones(a.dy.shape)) * a.x,
        ),
        (
            "the padding holds zeros, and wins",
            lambda a: cropped(a, spread(a, fill=0.0)),
            "In a map of negative numbers a zero wins, and its gradient is lost. Fill the padding with -np.inf.",
            wrapped,
        ),
        (
            "the padding is not subtracted from the place of the winner",
            unshifted,
            "Row r of the padded image is row r - padding of x.",
            lambda a: spread(a)[:, :, : a.x.shape[2], : a.x.shape[3]],
        ),
        (
            "the start of the window is not added to the place of the winner",
            at_start,
            "argmax of a window counts from the window's first cell: add its row and column.",
        ),
        (
            "the flat index of the winner is divided by KH",
            misplaced(lambda a, flat: divmod(flat, a.kernel[0])),
            "A row of the window has KW cells: row, column = divmod(index, KW).",
        ),
        (
            "row and column of the winner are exchanged",
            misplaced(lambda a, flat: divmod(flat, a.kernel[1])[::-1]),
            "divmod(index, KW) gives the row first, then the column.",
        ),
        (
            "the maximum is taken over the maps, too",
            over_maps,
            "Each map is pooled by itself, and each has winners of its own.",
        ),
        (
            "dx is allocated for whole numbers when x holds them",
            truncated_like_x,
            "Gradients have fractions: allocate dx as floats, not in the dtype of x.",
            adding_to_int,
            lambda a: gradient(a) if a.x.dtype.kind == "f" else np.trunc(gradient(a)),
        ),
        (
            "an array of whole numbers is padded with infinity",
            infinite_integers,
            "Whole numbers know no infinity. Turn x into floats before you pad it.",
        ),
        *shared("the winner", MAXIMUM_WAYS),
        ("x is overwritten", overwriting_x, "The caller still needs x. Work on a copy."),
    ),
)
