"""Mistakes in shortcut_a."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def relu(x: Array) -> Array:
    """Cut what is negative."""
    return np.maximum(x, 0)


def option_a(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Give a rule (x, extra, s) the signature of shortcut_a; `extra` channels are to be added."""
    return lambda x, channels, stride=1: rule(x, channels - x.shape[1], stride)


def padded(x: Array, before: int, after: int, **mode: Any) -> Array:
    """Pad the channels."""
    return np.pad(x, ((0, 0), (before, after), (0, 0), (0, 0)), **mode)


def pooled(x: Array, s: int, reduce: Callable[..., Array], ceil: bool = True) -> Array:
    """Reduce windows of s x s; at the edge they are cut short, or dropped."""
    H, W = x.shape[2:]
    OH, OW = (-(-H // s), -(-W // s)) if ceil else (H // s, W // s)
    return np.stack(
        [
            np.stack([reduce(x[:, :, i * s : (i + 1) * s, j * s : (j + 1) * s], axis=(2, 3)) for j in range(OW)], -1)
            for i in range(OH)
        ],
        -2,
    )


def into_x(x: Array, channels: int, stride: int = 1) -> Array:
    """Double the kept cells in x by a slip that writes: what is skipped is set to zero first."""
    mask = np.zeros(x.shape[2:], bool)
    mask[::stride, ::stride] = True
    x[:, :, ~mask] = 0
    return padded(x[:, :, ::stride, ::stride], 0, channels - x.shape[1])


def too_small(x: Array, extra: int, s: int) -> Array:
    """Write what is kept into an array whose sizes are rounded down."""
    N, C, H, W = x.shape
    y = np.zeros((N, C + extra, H // s, W // s))
    y[:, :C] = x[:, :, ::s, ::s]
    return y


def interleaved(x: Array, extra: int, s: int) -> Array:
    """Put the zero channels between the others as long as there are some."""
    y, C = x[:, :, ::s, ::s], x.shape[1]
    order = [k for c in range(max(C, extra)) for k in (c, C + c) if (k < C if k == c else c < extra)]
    return padded(y, 0, extra)[:, order]


SHORTCUT_A_MISTAKES = (
    *declared(
        option_a,
        (
            (
                "the zero channels come first",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], extra, 0),
                "The channels of x keep their places 0 to C - 1; the zero channels come after them.",
            ),
            (
                "half of the zero channels come first",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], extra // 2, extra - extra // 2),
                "Some implementations split the zeros. Here, as in the authors' code, all of them come last.",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], extra - extra // 2, extra // 2),
            ),
            (
                "the zero channels lie between those of x",
                interleaved,
                "The channels of x keep their places 0 to C - 1; the zero channels come after them.",
            ),
            (
                "no channels are added",
                lambda x, extra, s: x[:, :, ::s, ::s],
                "The result has `channels` channels: the missing ones are filled with zeros.",
            ),
            (
                "`channels` zero channels are added to those of x",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra + x.shape[1]),
                "The result has `channels` channels in all, so channels - C are added.",
            ),
            (
                "the channels of x are repeated instead of zeros",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra, mode="wrap"),
                "The new channels hold zeros, so that they get the residual alone.",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra, mode="symmetric"),
            ),
            (
                "the last channel is repeated instead of zeros",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra, mode="edge"),
                "The new channels hold zeros, so that they get the residual alone.",
            ),
            (
                "the new channels hold ones",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra, constant_values=1),
                "The new channels hold zeros: whatever is added to them stays.",
            ),
            (
                "the maps are not subsampled",
                lambda x, extra, s: padded(x, 0, extra),
                "Every stride-th row and column is kept: x[:, :, ::stride, ::stride].",
            ),
            (
                "the first kept row and column have index 1",
                lambda x, extra, s: padded(x[:, :, 1::s, 1::s], 0, extra),
                "Row 0 and column 0 are kept, then every stride-th: that is where the windows of F(x) are centred.",
            ),
            (
                "the last row and column of each step are kept, not the first",
                lambda x, extra, s: padded(x[:, :, s - 1 :: s, s - 1 :: s], 0, extra),
                "Row 0 and column 0 are kept, then every stride-th.",
            ),
            (
                "the maps are averaged over windows",
                lambda x, extra, s: padded(pooled(x, s, np.mean), 0, extra),
                "Option A keeps every stride-th cell and drops the others; nothing is averaged.",
                lambda x, extra, s: padded(pooled(x, s, np.mean, ceil=False), 0, extra),
            ),
            (
                "the largest value of each window is kept",
                lambda x, extra, s: padded(pooled(x, s, np.max), 0, extra),
                "Option A keeps every stride-th cell and drops the others, whatever they hold.",
                lambda x, extra, s: padded(pooled(x, s, np.max, ceil=False), 0, extra),
            ),
            (
                "the rows alone are subsampled",
                lambda x, extra, s: padded(x[:, :, ::s], 0, extra),
                "The stride holds in both directions: x[:, :, ::stride, ::stride].",
            ),
            (
                "the columns alone are subsampled",
                lambda x, extra, s: padded(x[..., ::s], 0, extra),
                "The stride holds in both directions: x[:, :, ::stride, ::stride].",
            ),
            (
                "the top left corner is cut out instead of a subsample",
                lambda x, extra, s: padded(x[:, :, : -(-x.shape[2] // s), : -(-x.shape[3] // s)], 0, extra),
                "Every stride-th cell is kept, over the whole map.",
                lambda x, extra, s: padded(x[:, :, : x.shape[2] // s, : x.shape[3] // s], 0, extra),
            ),
            (
                "the cells left over at the edge are dropped",
                lambda x, extra, s: padded(
                    x[:, :, : x.shape[2] // s * s : s, : x.shape[3] // s * s : s], 0, extra
                ),
                "At stride 2 a map of 7 rows keeps rows 0, 2, 4 and 6: sizes are rounded up.",
                too_small,
            ),
            (
                "the stride is always 2",
                lambda x, extra, s: padded(x[:, :, ::2, ::2], 0, extra),
                "The stride is an argument; at 1 every cell is kept.",
            ),
            (
                "images or channels are subsampled instead of rows and columns",
                lambda x, extra, s: padded(x[::s, ::s], 0, extra + x.shape[1] - len(range(0, x.shape[1], s))),
                "The axes are (N, C, H, W): the stride belongs to the last two.",
                lambda x, extra, s: padded(x[::s, ::s], 0, extra),
                lambda x, extra, s: padded(x[:, ::s, ::s], 0, extra),
            ),
            (
                "the zeros are added along another axis than that of the channels",
                lambda x, extra, s: np.pad(x[:, :, ::s, ::s], ((0, extra), (0, 0), (0, 0), (0, 0))),
                "The axes are (N, C, H, W): pad the second one, after its end.",
                lambda x, extra, s: np.pad(x[:, :, ::s, ::s], ((0, 0), (0, 0), (0, extra), (0, 0))),
                lambda x, extra, s: np.pad(x[:, :, ::s, ::s], ((0, 0), (0, 0), (0, 0), (0, extra))),
            ),
            (
                "every axis is padded",
                lambda x, extra, s: np.pad(x[:, :, ::s, ::s], (0, extra)),
                "np.pad with one pair pads every axis. Give a pair for each: ((0, 0), (0, extra), (0, 0), (0, 0)).",
                lambda x, extra, s: np.pad(x[:, :, ::s, ::s], extra),
            ),
            (
                "zeros are put before the channels as well as behind them",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], extra, extra),
                "np.pad takes (before, after): (0, extra).",
            ),
            (
                "rows and columns change places",
                lambda x, extra, s: padded(x[:, :, ::s, ::s].swapaxes(2, 3), 0, extra),
                "Rows stay rows: the result has the shape (N, channels, OH, OW).",
            ),
            (
                "the result goes through a ReLU",
                lambda x, extra, s: padded(relu(x[:, :, ::s, ::s]), 0, extra),
                "The shortcut hands x on as it is, negative values included.",
            ),
            (
                "every value is 0",
                lambda x, extra, s: 0.0 * padded(x[:, :, ::s, ::s], 0, extra),
                "Only the new channels hold zeros; the channels of x keep their values.",
            ),
            (
                "the fractions are cut off by an array made for whole numbers",
                lambda x, extra, s: padded(x[:, :, ::s, ::s], 0, extra).astype(int),
                "np.zeros makes floats unless told otherwise; leave dtype=int out.",
            ),
        ),
    ),
    *declared(
        lambda answer: answer,
        (
            (
                "cells of the caller's x are overwritten",
                into_x,
                "Read x and leave it as it is: the residual path still needs it.",
            ),
        ),
    ),
)  # fmt: skip
