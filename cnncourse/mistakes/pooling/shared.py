"""Mistakes that max_pool2d and avg_pool2d share: wrong windows, and results put together wrongly."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes.pooling.windows import Array, Rule, changed, count, maximum, sizes

Ways = Callable[[Callable[[SimpleNamespace], dict[str, Any]]], tuple[Rule, ...]]
Change = Callable[[SimpleNamespace], dict[str, Any]]


def unruled(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Round up for ceil_mode, and keep the last window wherever it starts."""
    return -(-(n + 2 * p - k) // s) + 1 if ceil else count(n, k, s, p, False)


def ruled(limit: Callable[[int, int], int]) -> Callable[..., int]:
    """Drop the last window of ceil_mode if it starts at a limit that is wrong."""

    def formula(n: int, k: int, s: int, p: int, ceil: bool) -> int:
        windows = unruled(n, k, s, p, ceil)
        return windows - (ceil and (windows - 1) * s >= limit(n, p))

    return formula


def added(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Add a window for ceil_mode even where nothing is left over, and drop it if it starts behind the image."""
    windows = count(n, k, s, p, False) + ceil
    return windows - (ceil and (windows - 1) * s >= n + p)


def strides_that_fit(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Count how often the stride fits, whatever the size of the window."""
    return -(-(n + 2 * p) // s) if ceil else (n + 2 * p) // s


def nearest(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Round to the nearest whole number."""
    return count(n, k, s, p, True) if ceil else round((n + 2 * p - k) / s) + 1


def one_inside(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Add the first window before the division."""
    return count(n, k, s, p, True) if ceil else (n + 2 * p - k + 1) // s


def once(n: int, k: int, s: int, p: int, ceil: bool) -> int:
    """Count the padding once."""
    if not ceil:
        return (n + p - k) // s + 1
    windows = -(-(n + p - k) // s) + 1
    return windows - ((windows - 1) * s >= n + p)


def fewer(a: SimpleNamespace) -> tuple[int, int]:
    """Return the size without the last row and column."""
    height, width = sizes(a)
    return height - 1, width - 1


def with_and_without(change: Change) -> tuple[Change, Change]:
    """Make a change in the windows and in the size, or in the windows alone."""
    return change, lambda a: {**change(a), "size": sizes(a)}


def given_or_all(stride: Callable[[SimpleNamespace], tuple[int, int]]) -> tuple[Change, ...]:
    """Change the stride where one is given, or its default as well."""
    return (
        *with_and_without(lambda a: {"stride": stride(a) if a.given else a.stride}),
        *with_and_without(lambda a: {"stride": stride(a)}),
    )


def only(y: Array, image: bool) -> Array:
    """Fill only the first image, or only the first map of each image."""
    out = np.zeros_like(y, float)
    if image:
        out[0] = y[0]
    else:
        out[:, 0] = y[:, 0]
    return out


def last_blank(y: Array) -> Array:
    """Leave the last row and column as they were allocated."""
    y = y.astype(float)
    y[:, :, -1], y[..., -1] = 0, 0
    return y


def overwriting(a: SimpleNamespace, y: Array) -> Array:
    """Write into x."""
    a.x[...] = a.x[:, :, ::-1].copy()
    return y


def unchecked(pool: Callable[..., Array], shifted: bool) -> Rule:
    """Read x cell by cell without asking whether the cell exists: negative indices count from the end."""

    def rule(a: SimpleNamespace) -> Array:
        shift = a.padding if shifted else (0, 0)
        for i, j, p, q in np.ndindex(*sizes(a), *a.kernel):
            _ = a.x[0, 0, i * a.stride[0] + p - shift[0], j * a.stride[1] + q - shift[1]]
        wide = np.pad(a.x, [(0, 0), (0, 0), *((p, 0) for p in shift)], mode="wrap")
        return pool(changed(a, x=wide, padding=(0, 0)), size=sizes(a))

    return rule


def sliced(combine: Callable[[Array, SimpleNamespace], Array]) -> Rule:
    """Take slices of x that begin at negative indices: they are empty, or lie at the other end."""

    def rule(a: SimpleNamespace) -> Array:
        y = np.zeros((*a.x.shape[:2], *sizes(a)))
        for i, j in np.ndindex(*y.shape[2:]):
            top, left = i * a.stride[0] - a.padding[0], j * a.stride[1] - a.padding[1]
            with np.errstate(all="ignore"):
                y[:, :, i, j] = combine(a.x[:, :, top : top + a.kernel[0], left : left + a.kernel[1]], a)
        return y

    return rule


def slices_of(pool: Callable[..., Array]) -> tuple[Rule, ...]:
    """Give slices of x their maximum, or divide their sums."""
    if pool is maximum:
        return (sliced(lambda window, a: window.max((2, 3))),)
    return (
        sliced(lambda window, a: window.sum((2, 3)) / np.prod(a.kernel)),
        sliced(lambda window, a: window.sum((2, 3)) / np.prod(window.shape[2:])),
    )


def missing_stride(pool: Callable[..., Array], unpack: bool) -> Rule:
    """Calculate with a stride of None, or take it apart."""

    def rule(a: SimpleNamespace) -> Array:
        step: Any = 1 if a.given else None
        if unpack:
            _, _ = (step, step) if a.given else step
        return pool(a, size=tuple(n + 0 * (9 // step) for n in sizes(a)))

    return rule


def whole_pairs(pool: Callable[..., Array]) -> Rule:
    """Calculate with pairs as if they were numbers."""

    def rule(a: SimpleNamespace) -> Array:
        kernel_size, stride, padding = a.raw
        stride = kernel_size if stride is None else stride
        _ = (a.x.shape[2] + 2 * padding - kernel_size) // stride + 1
        return pool(a)

    return rule


def broken(a: SimpleNamespace, y: Array) -> Array:
    """Reshape x without asking whether its size is a multiple of the window's."""
    (n, c, h, w), (kh, kw) = a.x.shape, a.kernel
    a.x.reshape(n, c, h // kh, kh, w // kw, kw)
    return y


SIDE_BY_SIDE = "the windows always lie side by side"

# (name, message, changes): what is wrong in the settings of the windows
SETTINGS: tuple[tuple[str, str, tuple[Change, ...]], ...] = (
    (
        "the stride defaults to 1",
        "Without a stride the windows lie side by side: None means the kernel size.",
        (lambda a: {"stride": a.stride if a.given else (1, 1)},),
    ),
    (
        "the windows move by one cell",
        "The window of output (oh, ow) starts at row oh * SH and column ow * SW.",
        (lambda a: {"stride": (1, 1), "size": sizes(a)},),
    ),
    (
        "the windows are as large as the stride",
        "A window that starts at row r holds the rows r : r + KH, whatever the stride.",
        (lambda a: {"kernel": a.stride, "size": sizes(a)},),
    ),
    (
        SIDE_BY_SIDE,
        "The stride may differ from the kernel size: windows may overlap, or leave gaps. Cutting x into blocks by "
        "reshape fits one case alone.",
        (lambda a: {"stride": a.kernel}, lambda a: {"stride": a.kernel, "padding": (0, 0), "ceil": False}),
    ),
    (
        "the two strides are swapped",
        "A stride pair is (vertical, horizontal).",
        given_or_all(lambda a: a.stride[::-1]),
    ),
    (
        "the vertical stride serves both directions",
        "The columns move by the second entry of the stride.",
        given_or_all(lambda a: (a.stride[0], a.stride[0])),
    ),
    (
        "the horizontal stride serves both directions",
        "The rows move by the first entry of the stride.",
        given_or_all(lambda a: (a.stride[1], a.stride[1])),
    ),
    (
        "the padding is ignored",
        "The windows lie in the padded image: the first starts `padding` cells above and left of x.",
        (lambda a: {"padding": (0, 0)},),
    ),
    (
        "the padding counts in the size of the output alone",
        "The first window starts `padding` cells above and left of x, not at its first pixel.",
        (lambda a: {"padding": (0, 0), "size": sizes(a)},),
    ),
    (
        "the two paddings are swapped",
        "A padding pair is (vertical, horizontal).",
        with_and_without(lambda a: {"padding": a.padding[::-1]}),
    ),
    (
        "the vertical padding serves both directions",
        "Left and right take the second entry of the padding.",
        with_and_without(lambda a: {"padding": (a.padding[0], a.padding[0])}),
    ),
    (
        "the padding lies on one side only",
        "Padding goes above and below, left and right: the size grows by 2 * padding.",
        (lambda a: {"size": sizes(a, once)}, lambda a: {"size": sizes(a, once), "late": a.padding}),
    ),
    (
        "height and width of the window are swapped",
        "kernel_size is (KH, KW): rows first.",
        with_and_without(lambda a: {"kernel": a.kernel[::-1], "stride": a.stride if a.given else a.kernel[::-1]})
        + (lambda a: {"kernel": a.kernel[::-1]},),
    ),
    (
        "the window's height serves as its width, too",
        "kernel_size is (KH, KW); the two may differ.",
        with_and_without(
            lambda a: {"kernel": (a.kernel[0],) * 2, "stride": a.stride if a.given else (a.kernel[0],) * 2}
        )
        + (lambda a: {"kernel": (a.kernel[0],) * 2},),
    ),
    (
        "ceil_mode is ignored",
        "With ceil_mode the division is rounded up: a last window may hang over the edge.",
        (lambda a: {"ceil": False},),
    ),
    (
        "ceil_mode is always on",
        "Without ceil_mode a window that does not fit is dropped: use floor division, `//`.",
        (lambda a: {"ceil": True},),
    ),
    (
        "ceil_mode does the reverse of what it should",
        "ceil_mode=True rounds up, ceil_mode=False rounds down.",
        (lambda a: {"ceil": not a.ceil},),
    ),
    (
        "ceil_mode keeps a window that starts behind the image",
        "Counted from the first padded row, the image ends at H + padding: drop the last window if "
        "(OH - 1) * stride >= H + padding.",
        (lambda a: {"size": sizes(a, unruled)}, lambda a: {"size": sizes(a, ruled(lambda n, p: n + 2 * p))}),
    ),
    (
        "ceil_mode drops a window that starts in the last rows or columns of the image",
        "Counted from the first padded row, the image ends at H + padding, not at H.",
        (lambda a: {"size": sizes(a, ruled(lambda n, p: n))},),
    ),
    (
        "ceil_mode adds a window even where nothing is left over",
        "Round the division up. Where it leaves no rest, nothing is added.",
        (lambda a: {"size": sizes(a, added)},),
    ),
    (
        "the window is not subtracted in the size of the output",
        "The last window must fit as a whole: (H + 2 * padding - KH) // SH + 1.",
        (lambda a: {"size": sizes(a, strides_that_fit)},),
    ),
    (
        "the output size is rounded to the nearest",
        "A window that does not fit is dropped: use floor division, `//`.",
        (lambda a: {"size": sizes(a, nearest)},),
    ),
    (
        "the one is added before the division",
        "Divide first, then add the first window: (...) // stride + 1.",
        (lambda a: {"size": sizes(a, one_inside)},),
    ),
    (
        "the last row and column of windows are left out",
        "There are (H + 2 * padding - KH) // stride + 1 rows of windows; `range(n)` already stops before n.",
        (lambda a: {"size": fewer(a)},),
    ),
    (
        "every window starts one cell late",
        "The window of output (0, 0) starts at the first cell of the padded image.",
        (lambda a: {"late": (1, 1)},),
    ),
    (
        "every window is one cell too large",
        "A slice ends before its second number: start : start + K holds K cells.",
        (lambda a: {"kernel": tuple(k + 1 for k in a.kernel), "size": sizes(a)},),
    ),
    (
        "every window is one cell too small",
        "A slice ends before its second number: start : start + K holds K cells.",
        (lambda a: {"kernel": tuple(k - 1 for k in a.kernel), "size": sizes(a)},),
    ),
)


def shared(pool: Callable[..., Array], ways: Ways) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of the shared mistakes: pool is the right answer, ways write a change of its settings."""
    rows = []
    for name, message, changes in SETTINGS:
        most = 2 if "ceil_mode" in name or "size of the output alone" in name else 4
        forms = [form for i, change in enumerate(changes) for form in ways(change)[: most if i < 2 else 1]]
        if name == SIDE_BY_SIDE:
            forms += [lambda a: broken(a, pool(a)), lambda a: broken(a, pool(changed(a, stride=a.kernel)))]
            forms += [lambda a: broken(a, pool(changed(a, stride=a.kernel, padding=(0, 0), ceil=False)))]
        rows.append((name, forms[0], message, *forms[1:]))
    return (*rows, *results(pool))


def results(pool: Callable[..., Array]) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of results that are put together wrongly."""
    return (
        (
            "all images and maps after the first stay empty",
            lambda a: only(only(pool(a), True), False),
            "Fill y[n, c] for every image n and every map c; a `return` inside a loop ends it.",
        ),
        (
            "only the first image is pooled",
            lambda a: only(pool(a), True),
            "Every image of the batch is pooled.",
            lambda a: pool(a)[:1],
            lambda a: pool(a)[0],
        ),
        (
            "only the first map of each image is pooled",
            lambda a: only(pool(a), False),
            "Every map is pooled by itself: there are as many maps as before.",
            lambda a: pool(a)[:, :1],
            lambda a: pool(a)[:, 0],
        ),
        (
            "the last row and column of the output stay 0",
            lambda a: last_blank(pool(a)),
            "`range(OH)` already stops before OH.",
        ),
        (
            "rows and columns of the output are exchanged",
            lambda a: pool(a).swapaxes(2, 3),
            "y[n, c, oh, ow] belongs to row oh and column ow of windows.",
        ),
        (
            "the result is cut to whole numbers",
            lambda a: pool(a).astype(np.int64),
            "An array made for whole numbers drops the fractions. Allocate y as floats.",
        ),
        (
            "cells outside of x are read",
            unchecked(pool, True),
            "A negative index counts from the end, and one beyond the end fails. Leave such cells out, or pad x first.",
            unchecked(pool, False),
            *slices_of(pool),
        ),
        (
            "a missing stride stays None",
            missing_stride(pool, False),
            "If stride is None, put kernel_size in its place before you calculate with it.",
            missing_stride(pool, True),
        ),
        (
            "pairs are not taken apart",
            whole_pairs(pool),
            "kernel_size, stride and padding may be pairs (vertical, horizontal): `pair` makes two numbers of each.",
        ),
        ("x is overwritten", lambda a: overwriting(a, pool(a)), "The caller still needs x. Work on a copy."),
    )
