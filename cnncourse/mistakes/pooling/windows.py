"""Pooling with a setting changed, and the ways in which learners write its loops."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.shapes import pair

Array = np.ndarray
Rule = Callable[[SimpleNamespace], Any]
LOWEST = -np.inf


def pooling(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of max_pool2d and avg_pool2d."""

    def answer(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        kernel, given = pair(kernel_size), stride is not None
        return rule(
            SimpleNamespace(
                x=x,
                kernel=kernel,
                stride=pair(stride) if given else kernel,
                given=given,
                raw=(kernel_size, stride, padding),
                padding=pair(padding, minimum=0),
                ceil=ceil_mode,
                include=count_include_pad,
            )
        )

    return answer


def changed(a: SimpleNamespace, **changes: Any) -> SimpleNamespace:
    """Return the settings with some changed."""
    return SimpleNamespace(**{**vars(a), **changes})


def count(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Return the number of windows in one direction."""
    if not ceil:
        return (n + 2 * p - k) // s + 1
    windows = -(-(n + 2 * p - k) // s) + 1
    return windows - ((windows - 1) * s >= n + p)


def sizes(a: SimpleNamespace, formula: Callable[..., int] = count, **changes: Any) -> tuple[int, int]:
    """Return (OH, OW) by a formula, with some settings changed."""
    b = changed(a, **changes)
    sides = zip(b.x.shape[2:], b.kernel, b.stride, b.padding, strict=True)
    height, width = (formula(*side, b.ceil) for side in sides)
    return height, width


def padded(a: SimpleNamespace, fill: float) -> Array:
    """Return x with its padding on both sides, as floats."""
    return np.pad(a.x.astype(float), [(0, 0), (0, 0), *((p, p) for p in a.padding)], constant_values=fill)


def slots(a: SimpleNamespace, changes: dict[str, Any]) -> SimpleNamespace:
    """Return the changed settings with the size of the output among them."""
    b = changed(a, **{"size": None, "late": (0, 0), **changes})
    b.size = b.size or sizes(b)
    return b


def windows(a: SimpleNamespace, fill: float, beyond: float | None = None, **changes: Any) -> Array:
    """Return all windows, (N, C, OH, OW, KH, KW), with some settings changed.

    `size` replaces (OH, OW), `late` shifts all windows down and to the right; what lies beyond the padding
    is `beyond`, or what the padding holds.
    """
    b = slots(a, changes)
    end = fill if beyond is None else beyond
    wide = np.pad(padded(b, fill), [(0, 0), (0, 0), (0, 1), (0, 1)], constant_values=end)
    rows, columns = (
        np.minimum(late + s * np.arange(count)[:, None] + np.arange(k), n)
        for late, s, count, k, n in zip(b.late, b.stride, b.size, b.kernel, np.array(wide.shape[2:]) - 1, strict=True)
    )
    return wide[:, :, rows[:, None, :, None], columns[None, :, None, :]]


def maximum(a: SimpleNamespace, fill: float = LOWEST, **changes: Any) -> Array:
    """Return the maximum of each window, with some settings changed."""
    return windows(a, fill, **changes).max((4, 5))


def sums(a: SimpleNamespace, **changes: Any) -> Array:
    """Return the sum of each window, with some settings changed."""
    return windows(a, 0.0, **changes).sum((4, 5))


def divisors(a: SimpleNamespace, include: bool, **changes: Any) -> Array:
    """Return how many cells each window has in the padded image (`include`), or in the image."""
    ones = changed(a, x=np.ones_like(a.x, float))
    return windows(ones, float(include), 0.0, **changes).sum((4, 5))


def average(a: SimpleNamespace, **changes: Any) -> Array:
    """Return the average of each window, with some settings changed."""
    with np.errstate(all="ignore"):
        return sums(a, **changes) / divisors(a, changed(a, **changes).include, **changes)


def average_by_size(a: SimpleNamespace, **changes: Any) -> Array:
    """Divide by KH * KW where the padding counts, whatever is in the window; else average the image's pixels."""
    kh, kw = changed(a, **changes).kernel
    return sums(a, **changes) / (kh * kw) if a.include else average(a, **changes)


def by_slices(a: SimpleNamespace, **changes: Any) -> Array:
    """Take the maximum of slices of the padded x; an empty one raises."""
    b = slots(a, changes)
    x = padded(b, LOWEST)
    y = np.zeros((*x.shape[:2], *b.size))
    for n, c, i, j in np.ndindex(*y.shape):
        top, left = i * b.stride[0] + b.late[0], j * b.stride[1] + b.late[1]
        y[n, c, i, j] = x[n, c, top : top + b.kernel[0], left : left + b.kernel[1]].max()
    return y


def by_cells(a: SimpleNamespace, pool: Callable[..., Array], **changes: Any) -> Array:
    """Read the padded x cell by cell; one beyond its edge raises."""
    b = slots(a, changes)
    x = padded(b, LOWEST)
    for i, j, p, q in np.ndindex(*b.size, *b.kernel):
        _ = x[0, 0, i * b.stride[0] + p + b.late[0], j * b.stride[1] + q + b.late[1]]
    return pool(a, **changes)


def by_taps(a: SimpleNamespace, pool: Callable[..., Array], add: bool, **changes: Any) -> Array:
    """Combine what each tap sees, a slice with a step; a slice cut short by the edge raises."""
    b = slots(a, changes)
    x = padded(b, LOWEST)
    y, (sv, sh), (height, width) = np.zeros((*x.shape[:2], *b.size)), b.stride, b.size
    for p, q in np.ndindex(*b.kernel):
        seen = x[:, :, p : p + sv * height : sv, q : q + sh * width : sh]
        if add:
            y += seen
        else:
            y = np.maximum(y, seen)
    return pool(a, **changes)


def as_maximum(change: Callable[[SimpleNamespace], dict[str, Any]]) -> tuple[Rule, ...]:
    """Write one change of the settings of max_pool2d in several ways."""
    return (
        lambda a: maximum(a, **change(a)),
        lambda a: by_slices(a, **change(a)),
        lambda a: by_cells(a, maximum, **change(a)),
        lambda a: by_taps(a, maximum, False, **change(a)),
    )


def as_average(change: Callable[[SimpleNamespace], dict[str, Any]]) -> tuple[Rule, ...]:
    """Write one change of the settings of avg_pool2d in several ways."""
    return (
        lambda a: average(a, **change(a)),
        lambda a: average_by_size(a, **change(a)),
        lambda a: by_cells(a, average, **change(a)),
        lambda a: by_taps(a, average, True, **change(a)),
    )
