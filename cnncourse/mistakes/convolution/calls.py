"""Calls of the reference with something changed, and the ways in which learners write the same loops."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import shapes
from cnncourse.numpy import conv2d
from cnncourse.shapes import pair

Array = np.ndarray
Rule = Callable[[SimpleNamespace], Any]


def layer(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of conv2d."""

    def answer(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        pairs = {"stride": pair(stride), "padding": pair(padding, minimum=0), "dilation": pair(dilation)}
        return rule(SimpleNamespace(x=x, weight=weight, bias=bias, groups=groups, **pairs))

    return answer


def conv(a: SimpleNamespace, **changes: Any) -> Array:
    """Call the reference with some arguments changed."""
    return conv2d(**{**vars(a), **changes})


def sizes(a: SimpleNamespace, **changes: Any) -> tuple[int, int]:
    """Return (OH, OW), computed with some arguments changed."""
    given = {"size": a.x.shape[2:], "kernel_size": a.weight.shape[2:]}
    given |= {key: getattr(a, key) for key in ("stride", "padding", "dilation")}
    return shapes.output_size(**{**given, **changes})


def counted(a: SimpleNamespace, **changes: Any) -> tuple[int, int]:
    """Return (OH, OW) by a formula with some settings changed; `extent` and `slack` change the formula itself."""
    b = SimpleNamespace(**{"extent": None, "slack": 0, **vars(a), **changes})
    extent = b.extent or [d * (k - 1) + 1 for d, k in zip(b.dilation, b.weight.shape[2:], strict=True)]
    sides = zip(a.x.shape[2:], extent, b.stride, b.padding, strict=True)
    height, width = ((n + 2 * p - e + b.slack) // s + (not b.slack) for n, e, s, p in sides)
    return height, width


def slip(a: SimpleNamespace, changes: dict[str, Any]) -> SimpleNamespace:
    """Return the settings of a loop over the windows of the padded x, with some changed."""
    right = {"size": counted(a), "late": 0, "kernel": a.weight.shape[2:]}
    b = SimpleNamespace(**{**vars(a), **right, **changes})
    (v, h), (height, width) = b.padding, b.size
    b.padded = pad(a.x, v, v, h, h)
    b.y = np.zeros((len(a.x), len(a.weight), height, width), np.result_type(a.x, a.weight))
    return b


def within(a: SimpleNamespace, **changes: Any) -> Array:
    """Loop over windows with some settings changed; what lies outside the image counts as 0."""
    b = slip(a, changes)
    far = [sum(b.padded.shape[2:]) + 4 * sum((*b.size, *b.stride, *b.dilation, *b.kernel))] * 2
    x = pad(b.padded, 8, far[0], 8, far[1])[:, :, 8 + b.late :, 8 + b.late :]
    weight = a.weight[:, :, : b.kernel[0], : b.kernel[1]]
    y = conv2d(x, weight, a.bias, b.stride, 0, b.dilation, a.groups)
    return fit(y, *b.y.shape[2:])


def by_cells(a: SimpleNamespace, **changes: Any) -> Array:
    """Read the padded x cell by cell, with some settings changed; a cell beyond its edge raises."""
    b = slip(a, changes)
    for i, j, p, q in np.ndindex(*b.y.shape[2:], *b.kernel):
        row, column = i * b.stride[0] + p * b.dilation[0] + b.late, j * b.stride[1] + q * b.dilation[1] + b.late
        _ = b.padded[0, 0, row, column] * a.weight[0, 0, p, q]
    return within(a, **changes)


def by_windows(a: SimpleNamespace, **changes: Any) -> Array:
    """Cut windows out of the padded x, with some settings changed; one cut short by the edge mostly raises."""
    b = slip(a, changes)
    channels, maps = a.weight.shape[1], len(a.weight) // a.groups
    (sv, sh), (dv, dh), (kh, kw) = b.stride, b.dilation, b.kernel
    for n, f, i, j in np.ndindex(*b.y.shape):
        first, top, left = f // maps * channels, i * sv + b.late, j * sh + b.late
        rows, columns = slice(top, top + dv * (kh - 1) + 1, dv), slice(left, left + dh * (kw - 1) + 1, dh)
        b.y[n, f, i, j] = np.sum(b.padded[n, first : first + channels, rows, columns] * a.weight[f])
    return biased(a, b.y)


def by_slices(a: SimpleNamespace, **changes: Any) -> Array:
    """Copy what each tap sees, a slice with a step, into columns; a slice cut short by the edge raises."""
    b, channels = slip(a, changes), a.weight.shape[1]
    (sv, sh), (dv, dh), (height, width) = b.stride, b.dilation, b.size
    for p, q in np.ndindex(*b.kernel):
        seen = b.padded[:, :channels, p * dv : p * dv + sv * height : sv, q * dh : q * dh + sh * width : sh]
        np.empty((len(a.x), channels, height, width))[:] = seen
    return within(a, **changes)


def loops(change: Callable[[SimpleNamespace], dict[str, Any]], *ways: Callable[..., Array]) -> tuple[Rule, ...]:
    """Write one change of the settings in several ways: with windows, with cells, ..."""

    def form(way: Callable[..., Array]) -> Rule:
        def rule(a: SimpleNamespace) -> Array:
            b, changes = slip(a, {}), change(a)
            same = all(tuple(value) == tuple(getattr(b, key)) if key != "late" else not value
                       for key, value in changes.items())  # fmt: skip
            return conv(a) if same else way(a, **changes)

        return rule

    return tuple(form(way) for way in ways or (by_windows, by_cells, within))


def fit(y: Array, height: int, width: int) -> Array:
    """Cut or fill with zeros at the bottom and right."""
    out = np.zeros((*y.shape[:2], height, width), y.dtype)
    part = y[:, :, :height, :width]
    out[:, :, : part.shape[2], : part.shape[3]] = part
    return out


def pad(x: Array, top: int, bottom: int, left: int, right: int, mode: Any = "constant") -> Array:
    """Pad the two image axes."""
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), mode=mode)


def biased(a: SimpleNamespace, y: Array, times: float = 1) -> Array:
    """Add the bias that `y` lacks."""
    return y if a.bias is None else y + times * np.asarray(a.bias)[:, None, None]
