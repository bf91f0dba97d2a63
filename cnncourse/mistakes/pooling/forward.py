"""Mistakes in max_pool2d, avg_pool2d and global_avg_pool2d."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.pooling.shared import shared
from cnncourse.mistakes.pooling.windows import (
    LOWEST,
    Array,
    as_average,
    as_maximum,
    average,
    average_by_size,
    changed,
    divisors,
    maximum,
    pooling,
    sums,
    windows,
)

FINITE = (-1.0, -10.0, -100.0, -255.0, -999.0, -1000.0, -9999.0, -1e6, -1e9)


def floored(bottom: float) -> Callable[[SimpleNamespace], Array]:
    """Start every maximum at a number."""
    return lambda a: np.maximum(maximum(a), bottom)


def filled(fill: float) -> Callable[[SimpleNamespace], Array]:
    """Put a number into the padding, and beyond it."""
    return lambda a: maximum(a, fill)


def padded_with(fill: float) -> Callable[[SimpleNamespace], Array]:
    """Put a number into the padding; what hangs over beyond it is left out."""
    return lambda a: windows(a, fill, LOWEST).max((4, 5))


def infinite_integers(a: SimpleNamespace) -> Array:
    """Pad an array of its own dtype with minus infinity, which whole numbers do not know."""
    np.pad(a.x, [(0, 0), (0, 0), *((p, p) for p in a.padding)], constant_values=-np.inf)
    return maximum(a)


def largest(a: SimpleNamespace) -> Array:
    """Take the number furthest from 0 out of each window."""
    seen = windows(a, 0.0)
    flat = seen.reshape(*seen.shape[:4], -1)
    return np.take_along_axis(flat, np.abs(flat).argmax(-1)[..., None], -1)[..., 0]


def corner(a: SimpleNamespace, row: int, column: int) -> Array:
    """Take one cell of each window."""
    return windows(a, LOWEST)[..., row, column]


def over_maps(y: Array, combine: Callable[..., Array], keep: bool) -> Array:
    """Combine the maps as well."""
    out = combine(y, axis=1, keepdims=True)
    return np.broadcast_to(out, y.shape) if keep else out[:, 0]


def over_all(y: Array, combine: Callable[..., Array]) -> Array:
    """Combine the images and the maps as well."""
    return np.broadcast_to(combine(y, axis=(0, 1)), y.shape)


def taken(combine: Callable[..., Array]) -> Callable[[SimpleNamespace], Array]:
    """Take something else than the maximum, of the pixels in each window."""
    return lambda a: combine(windows(a, np.nan), axis=(4, 5))


MAX_POOL2D_MISTAKES = declared(
    pooling,
    (
        (
            "the padding holds zeros",
            filled(0.0),
            "In a map of negative numbers a zero wins. Padding must never win: fill it with -np.inf.",
            padded_with(0.0),
            lambda a: np.nan_to_num(maximum(a, 0.0), neginf=0.0),
        ),
        (
            "every maximum starts at 0",
            floored(0.0),
            "Where all numbers of a window are negative, 0 is none of them. Start at -np.inf.",
        ),
        (
            "the padding holds a number that is not small enough",
            filled(-1.0),
            "There is always an image whose numbers are smaller still. Fill the padding with -np.inf.",
            *(filled(bottom) for bottom in FINITE[1:]),
            *(padded_with(bottom) for bottom in FINITE),
        ),
        (
            "every maximum starts at a number that is not small enough",
            floored(-1.0),
            "There is always an image whose numbers are smaller still. Start at -np.inf.",
            *(floored(bottom) for bottom in FINITE[1:]),
        ),
        (
            "an array of whole numbers is padded with infinity",
            infinite_integers,
            "Whole numbers know no infinity. Turn x into floats before you pad it.",
        ),
        (
            "the average of each window is taken",
            average,
            "Max pooling keeps the largest number of the window.",
            lambda a: sums(a) / divisors(a, False),
            average_by_size,
            lambda a: np.nanmean(windows(a, LOWEST, np.nan), axis=(4, 5)),
        ),
        (
            "the smallest number of each window is taken",
            taken(np.nanmin),
            "Max pooling keeps the largest number of the window.",
            lambda a: windows(a, LOWEST).min((4, 5)),
            lambda a: windows(a, 0.0).min((4, 5)),
        ),
        ("the median of each window is taken", taken(np.nanmedian), "Max pooling keeps the largest number."),
        (
            "the number furthest from 0 is taken",
            largest,
            "The largest number counts, with its sign: -1 is larger than -5.",
            lambda a: np.abs(windows(a, 0.0)).max((4, 5)),
        ),
        (
            "the last number of each window is taken",
            lambda a: corner(a, -1, -1),
            "Compare all numbers of the window: `y = window.max()`, or keep the larger one at every step.",
        ),
        (
            "the first number of each window is taken",
            lambda a: corner(a, 0, 0),
            "A slice with a step only skips cells. Compare all numbers of the window.",
        ),
        (
            "the maximum is taken over the maps, too",
            lambda a: over_maps(maximum(a), np.max, True),
            "Each map is pooled by itself: the maximum runs over rows and columns of the window alone.",
            lambda a: over_maps(maximum(a), np.max, False),
            lambda a: maximum(a).max(axis=1, keepdims=True),
        ),
        (
            "the maximum is taken over all images and maps",
            lambda a: over_all(maximum(a), np.max),
            "Each map of each image is pooled by itself. A slice of all of them needs axes: window.max(axis=(2, 3)).",
        ),
        *shared(maximum, as_maximum),
    ),
)


def nonzero(fewest: int) -> Callable[[SimpleNamespace], Array]:
    """Take zeros for padding where the padding does not count, and a window of zeros to have `fewest` pixels."""

    def rule(a: SimpleNamespace) -> Array:
        if a.include:
            return average(a)
        pixels = (windows(a, 0.0) != 0).sum((4, 5))
        with np.errstate(all="ignore"):
            return sums(a) / np.maximum(pixels, fewest)

    return rule


def always(include: bool) -> Callable[[SimpleNamespace], Array]:
    """Treat the flag as if it had one value."""
    return lambda a: average(changed(a, include=include))


def over(divisor: Callable[[SimpleNamespace], Any]) -> tuple[Callable[[SimpleNamespace], Array], ...]:
    """Divide by something else than KH * KW: in all windows, or in those where the padding counts."""
    return (
        lambda a: sums(a) / divisor(a),
        lambda a: sums(a) / divisor(a) if a.include else average(a),
    )


def integer(a: SimpleNamespace) -> Array:
    """Divide without a rest."""
    return np.floor(average(a))


def into_int(a: SimpleNamespace) -> Array:
    """Write into an array of the dtype of x."""
    return average(a).astype(a.x.dtype)


def one_sided(a: SimpleNamespace) -> Array:
    """Leave only the padding before the image uncounted."""
    if a.include:
        return average(a)
    before = [np.arange(n) * s for n, s in zip(average(a).shape[2:], a.stride, strict=True)]
    spans = [k - np.maximum(p - start, 0) for start, k, p in zip(before, a.kernel, a.padding, strict=True)]
    return sums(a) / np.outer(*spans)


AVG_POOL2D_MISTAKES = declared(
    pooling,
    (
        (
            "count_include_pad is ignored, and the padding always counts",
            always(True),
            "With count_include_pad=False divide by the number of pixels of x in the window.",
            lambda a: average_by_size(changed(a, include=True)),
        ),
        (
            "count_include_pad is ignored, and the padding never counts",
            always(False),
            "With count_include_pad=True, the default, the zeros of the padding count as cells.",
        ),
        (
            "count_include_pad does the reverse of what it should",
            lambda a: average(changed(a, include=not a.include)),
            "count_include_pad=True counts the zeros of the padding, False the pixels of x alone.",
        ),
        (
            "a window that hangs over the edge is divided by KH * KW",
            average_by_size,
            "What lies beyond the padding never counts: divide by the cells that lie in the padded image.",
            lambda a: sums(a) / np.prod(a.kernel) if a.include or a.ceil else average(a),
        ),
        (
            "with ceil_mode the padding does not count",
            lambda a: average(changed(a, include=a.include and not a.ceil)),
            "ceil_mode leaves out what lies beyond the padding; the padding itself counts as before.",
        ),
        (
            "pixels that are 0 are taken for padding",
            nonzero(1),
            "A pixel may be 0 as well. Count positions: pool an array of ones in the same way.",
            nonzero(0),
        ),
        (
            "only the padding above and left is left out of the count",
            one_sided,
            "Windows at the bottom and right hold padding as well.",
        ),
        ("the sum is not divided", sums, "An average is the sum divided by the number of cells."),
        (
            "the maximum of each window is taken",
            maximum,
            "Average pooling adds up the window and divides by the number of its cells.",
            lambda a: maximum(a, 0.0),
        ),
        (
            "the sum is divided by KH * KH",
            over(lambda a: a.kernel[0] ** 2)[0],
            "A window has KH * KW cells; the two may differ.",
            over(lambda a: a.kernel[0] ** 2)[1],
            *over(lambda a: a.kernel[1] ** 2),
        ),
        (
            "the sum is divided by KH or KW alone",
            over(lambda a: a.kernel[0])[0],
            "A window has KH * KW cells.",
            over(lambda a: a.kernel[0])[1],
            *over(lambda a: a.kernel[1]),
        ),
        (
            "the sum is divided by KH and multiplied by KW",
            over(lambda a: a.kernel[0] / a.kernel[1])[0],
            "s / KH * KW is (s / KH) * KW. Put the product in brackets: s / (KH * KW).",
            over(lambda a: a.kernel[0] / a.kernel[1])[1],
        ),
        (
            "the sum is divided by KH + KW",
            over(lambda a: sum(a.kernel))[0],
            "A window has KH * KW cells.",
            over(lambda a: sum(a.kernel))[1],
        ),
        (
            "the division leaves out the rest",
            integer,
            "`//` drops the fractions. Divide with `/`.",
        ),
        (
            "an image of whole numbers gives whole numbers",
            into_int,
            "Averages have fractions: allocate y as floats, not in the dtype of x.",
        ),
        (
            "the padding holds minus infinity",
            lambda a: windows(a, LOWEST, 0.0).sum((4, 5)) / divisors(a, a.include),
            "That belongs to max pooling. Here the padding adds nothing: fill it with 0.",
            lambda a: windows(a, LOWEST).sum((4, 5)) / divisors(a, a.include),
        ),
        (
            "the average is taken over the maps, too",
            lambda a: over_maps(average(a), np.mean, True),
            "Each map is pooled by itself: the average runs over rows and columns of the window alone.",
            lambda a: over_maps(average(a), np.mean, False),
            lambda a: average(a).mean(axis=1, keepdims=True),
        ),
        (
            "the average is taken over all images and maps",
            lambda a: over_all(average(a), np.mean),
            "Each map of each image is pooled by itself. A slice of all of them needs axes: window.mean(axis=(2, 3)).",
        ),
        *shared(average, as_average),
    ),
)


def as_it_is(rule: Callable[[Array], Array]) -> Callable[..., Array]:
    """Leave a rule as it is: it has the signature of global_avg_pool2d."""
    return rule


def up(y: Array) -> Array:
    """Add the two axes of length 1 to (N, C)."""
    return y[:, :, None, None]


def overflowing(x: Array) -> Array:
    """Add up in the dtype of x, which overflows for the pixels of a photograph."""
    return x.sum((2, 3), dtype=x.dtype) / (x.shape[2] * x.shape[3])


def centred(x: Array) -> Array:
    """Write into x, and return what is right."""
    y = x.mean((2, 3), keepdims=True)
    x -= y.astype(x.dtype)
    return y


GLOBAL_AVG_POOL2D_MISTAKES = declared(
    as_it_is,
    (
        (
            "the average runs over the maps, too",
            lambda x: x.mean((1, 2, 3), keepdims=True),
            "Each map keeps a number of its own: average over H and W, axes 2 and 3.",
            lambda x: x.mean((1, 2, 3)),
            lambda x: up(x.mean((1, 2, 3))[:, None] + np.zeros(x.shape[:2])),
        ),
        (
            "the average runs over the batch, too",
            lambda x: x.mean((0, 2, 3), keepdims=True),
            "Each image has averages of its own: average over H and W, axes 2 and 3.",
            lambda x: x.mean((0, 2, 3)),
            lambda x: up(x.mean((0, 2, 3)) + np.zeros(x.shape[:2])),
        ),
        (
            "everything becomes one number",
            lambda x: x.mean(),
            "Each map of each image has an average of its own: average over axes 2 and 3.",
            lambda x: x.mean(keepdims=True),
        ),
        (
            "the axes of length 1 are missing",
            lambda x: x.mean((2, 3)),
            "The result has the shape (N, C, 1, 1). keepdims=True keeps the two axes.",
            lambda x: x.mean((2, 3))[:, :, None],
            lambda x: x.mean((2, 3)).ravel(),
            lambda x: x.mean((2, 3))[None, None],
        ),
        (
            "only one of the two axes is averaged",
            lambda x: x.mean(3, keepdims=True),
            "The average runs over rows and columns: axes 2 and 3.",
            lambda x: x.mean(2, keepdims=True),
            lambda x: x.mean(3),
            lambda x: x.mean(2),
        ),
        (
            "the first two axes are averaged",
            lambda x: x.mean((0, 1)),
            "The order of the axes is (N, C, H, W): rows and columns are the last two.",
            lambda x: x.mean((0, 1), keepdims=True),
        ),
        (
            "the two middle axes are averaged",
            lambda x: x.mean((1, 2)),
            "The order of the axes is (N, C, H, W), the maps before rows and columns.",
            lambda x: x.mean((1, 2), keepdims=True),
        ),
        ("the sum is not divided", lambda x: up(x.sum((2, 3))), "An average is the sum divided by H * W."),
        (
            "the sum is divided by H * H or W * W",
            lambda x: up(x.sum((2, 3)) / x.shape[2] ** 2),
            "A map has H * W cells; the two may differ.",
            lambda x: up(x.sum((2, 3)) / x.shape[3] ** 2),
        ),
        (
            "the sum is divided by H or W alone",
            lambda x: up(x.sum((2, 3)) / x.shape[2]),
            "A map has H * W cells.",
            lambda x: up(x.sum((2, 3)) / x.shape[3]),
        ),
        (
            "the sum is divided by H and multiplied by W",
            lambda x: up(x.sum((2, 3)) / x.shape[2] * x.shape[3]),
            "s / H * W is (s / H) * W. Put the product in brackets: s / (H * W).",
        ),
        (
            "the sum is divided by H + W",
            lambda x: up(x.sum((2, 3)) / (x.shape[2] + x.shape[3])),
            "A map has H * W cells.",
        ),
        (
            "the sum is divided by the number of all values",
            lambda x: up(x.sum((2, 3)) / x.size),
            "One map has H * W cells; the other maps do not count.",
            lambda x: up(x.sum((2, 3)) / (x.shape[1] * x.shape[2] * x.shape[3])),
        ),
        ("the maximum is taken", lambda x: up(x.max((2, 3))), "Here the mean of each map is asked for."),
        ("the median is taken", lambda x: up(np.median(x, axis=(2, 3))), "The mean is the sum divided by H * W."),
        (
            "the division leaves out the rest",
            lambda x: up(x.sum((2, 3)) // (x.shape[2] * x.shape[3])),
            "`//` drops the fractions. Divide with `/`.",
            lambda x: up(np.trunc(x.mean((2, 3)))),
        ),
        (
            "an image of whole numbers gives whole numbers",
            lambda x: up(x.mean((2, 3)).astype(x.dtype)),
            "Averages have fractions: allocate the result as floats, not in the dtype of x.",
        ),
        (
            "the pixels are added up in 8 bits",
            lambda x: up(overflowing(x)),
            "A number of 8 bits ends at 255. Add up floats, or let x.mean() do it.",
        ),
        (
            "all images after the first stay empty",
            lambda x: up(x.mean((2, 3)) * (np.arange(len(x)) == 0)[:, None]),
            "Average the maps of every image.",
            lambda x: up(x[:1].mean((2, 3))),
            lambda x: x[0].mean((1, 2)),
        ),
        ("x is overwritten", centred, "The caller still needs x. Work on a copy."),
    ),
)
