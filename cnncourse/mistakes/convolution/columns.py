"""Mistakes in im2col."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import shapes
from cnncourse.mistakes import declared
from cnncourse.mistakes.convolution.calls import Array, Rule, pad
from cnncourse.mistakes.convolution.forward import as_if_contiguous
from cnncourse.numpy import im2col
from cnncourse.shapes import pair


def patches(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of im2col."""

    def answer(x, kernel_size, stride=1, padding=0, dilation=1):
        pairs = {"kernel_size": pair(kernel_size), "stride": pair(stride), "dilation": pair(dilation)}
        return rule(SimpleNamespace(x=x, padding=pair(padding, minimum=0), **pairs))

    return answer


def columns(a: SimpleNamespace, **changes: Any) -> Array:
    """Call the reference with some arguments changed."""
    return im2col(**{**vars(a), **changes})


def axes(a: SimpleNamespace) -> Array:
    """Return the columns as (N, C, KH, KW, OH, OW)."""
    height, width = shapes.output_size(a.x.shape[2:], a.kernel_size, a.stride, a.padding, a.dilation)
    return columns(a).reshape(*a.x.shape[:2], *a.kernel_size, height, width)


def rearranged(a: SimpleNamespace, order: str) -> Array:
    """Return the columns with the axes n, c, p, q, i, j in another order."""
    n, c = a.x.shape[:2]
    return np.einsum(f"ncpqij->{order}", axes(a)).reshape(n, c * prod(a.kernel_size), -1)


def without_last(a: SimpleNamespace) -> Array:
    """Leave out the last row and column of windows."""
    y = axes(a)[..., :-1, :-1]
    return y.reshape(len(y), prod(y.shape[1:4]), -1)


def filled_columns(a: SimpleNamespace) -> Array:
    """Pad with copies of the edge."""
    (v, h) = a.padding
    return columns(a, x=pad(a.x, v, v, h, h, "edge"), padding=0)


def overwriting_columns(a: SimpleNamespace) -> Array:
    """Write into the input."""
    y = columns(a)
    a.x[...] = 0
    return y


def counted(a: SimpleNamespace, **changes: Any) -> tuple[int, int]:
    """Return (OH, OW) by the formula, with some settings changed."""
    b = SimpleNamespace(**{**vars(a), **changes})
    sides = zip(a.x.shape[2:], a.kernel_size, b.stride, b.padding, b.dilation, strict=True)
    height, width = ((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in sides)
    return height, width


def slip(a: SimpleNamespace, changes: dict[str, Any]) -> tuple[SimpleNamespace, Array]:
    """Return the settings of a loop, some of them changed, and the padded x."""
    b = SimpleNamespace(**{**vars(a), "size": counted(a), "late": 0, **changes})
    (v, h) = b.padding
    return b, pad(a.x, v, v, h, h)


def by_patches(a: SimpleNamespace, **changes: Any) -> Array:
    """Copy window after window into a column, with some settings changed; one cut short by the edge raises."""
    (b, x), (n, c) = slip(a, changes), a.x.shape[:2]
    (kh, kw), (sv, sh), (dv, dh) = a.kernel_size, b.stride, b.dilation
    y = np.zeros((n, c * kh * kw, prod(b.size)), x.dtype)
    for m, i, j in np.ndindex(n, *b.size):
        top, left = i * sv + b.late, j * sh + b.late
        patch = x[m, :, top : top + dv * (kh - 1) + 1 : dv, left : left + dh * (kw - 1) + 1 : dh]
        y[m, :, i * b.size[1] + j] = patch.reshape(-1)
    return y


def by_taps(a: SimpleNamespace, **changes: Any) -> Array:
    """Copy what each tap sees, a slice with a step, with some settings changed; a slice cut short raises."""
    (b, x), (n, c) = slip(a, changes), a.x.shape[:2]
    (kh, kw), (sv, sh), (dv, dh), (height, width) = a.kernel_size, b.stride, b.dilation, b.size
    y = np.zeros((n, c, kh, kw, height, width), x.dtype)
    for p, q in np.ndindex(kh, kw):
        top, left = p * dv + b.late, q * dh + b.late
        y[:, :, p, q] = x[:, :, top : top + sv * height : sv, left : left + sh * width : sh]
    return y.reshape(n, c * kh * kw, height * width)


def short_slices(a: SimpleNamespace) -> Array:
    """End each tap's slice OH cells after its start, whatever the stride."""
    (b, x), (n, c), (kh, kw) = slip(a, {}), a.x.shape[:2], a.kernel_size
    (sv, sh), (dv, dh), (height, width) = b.stride, b.dilation, b.size
    y = np.zeros((n, c, kh, kw, height, width), x.dtype)
    for p, q in np.ndindex(kh, kw):
        y[:, :, p, q] = x[:, :, p * dv : p * dv + height : sv, q * dh : q * dh + width : sh]
    return y.reshape(n, c * kh * kw, height * width)


def loops(change: Callable[[SimpleNamespace], dict[str, Any]]) -> tuple[Rule, Rule]:
    """Write one change of the settings with a loop over windows and with one over taps."""
    return (lambda a: by_patches(a, **change(a)), lambda a: by_taps(a, **change(a)))


def ceiled(a: SimpleNamespace) -> tuple[int, int]:
    """Return the output size, rounded up."""
    steps = counted(a, stride=(1, 1))
    return -(-(steps[0] - 1) // a.stride[0]) + 1, -(-(steps[1] - 1) // a.stride[1]) + 1


def by_k(a: SimpleNamespace) -> dict[str, Any]:
    """Compute the size with k in place of the dilated kernel's extent."""
    return {"size": counted(a, dilation=(1, 1))}


def short_column(a: SimpleNamespace) -> Array:
    """Write the window of one channel into a column for all of them."""
    y = columns(a)
    y[0, :, 0] = columns(a, x=a.x[:, :1])[0, :, 0]
    return y


def by_height(a: SimpleNamespace) -> Array:
    """Number the windows as if a row of them had OH."""
    y, (height, width) = np.zeros_like(columns(a)), counted(a)
    for i, j in np.ndindex(height, width):
        y[:, :, i * height + j] = columns(a)[:, :, i * width + j]
    return y


def wider(a: SimpleNamespace) -> tuple[int, int]:
    """Return the dilation plus 1."""
    return a.dilation[0] + 1, a.dilation[1] + 1


def first_image(y: Array) -> Array:
    """Fill the first image's columns only."""
    out = np.zeros_like(y)
    out[0] = y[0]
    return out


IM2COL_MISTAKES = declared(
    patches,
    (
        (
            "the patches lie in the rows",
            lambda a: columns(a).swapaxes(1, 2),
            "Each column is one patch: the shape is (N, C*KH*KW, OH*OW).",
        ),
        (
            "the channel varies fastest within a column",
            lambda a: rearranged(a, "npqcij"),
            "The order within a column is channel, then row, then column of the kernel: that of weight.reshape(F, -1).",
        ),
        (
            "the taps run down the kernel's columns first",
            lambda a: rearranged(a, "ncqpij"),
            "Within a channel the taps go row by row: kw varies fastest.",
        ),
        (
            "the windows run down the image's columns first",
            lambda a: rearranged(a, "ncpqji"),
            "The windows go row by row, so that the result can be reshaped to (OH, OW).",
        ),
        (
            "windows and taps are reshaped where they should be transposed",
            lambda a: axes(a).transpose(0, 1, 4, 5, 2, 3).reshape(columns(a).shape),
            "reshape keeps the order of the numbers. Move the taps' axes before the windows', then reshape.",
            lambda a: axes(a).transpose(0, 4, 5, 1, 2, 3).reshape(columns(a).shape),
        ),
        (
            "the column index is oh * OH + ow",
            by_height,
            "A row of windows has OW of them: window (oh, ow) is column oh * OW + ow.",
        ),
        (
            "the taps run backwards",
            lambda a: axes(a)[:, :, ::-1, ::-1].reshape(columns(a).shape),
            "The first tap is the window's upper left cell.",
        ),
        (
            "the whole column runs backwards",
            lambda a: columns(a)[:, ::-1],
            "The first number of a column is channel 0's upper left cell.",
        ),
        (
            "a column is read in Fortran order",
            lambda a: rearranged(a, "nqpcij"),
            "The order within a column is channel, then row, then column of the kernel: reshape's default order.",
        ),
        (
            "the images of the batch stand side by side in one matrix",
            lambda a: np.concatenate(list(columns(a)), axis=-1),
            "Keep the batch axis: the shape is (N, C*KH*KW, OH*OW).",
            lambda a: columns(a).transpose(1, 2, 0).reshape(columns(a).shape[1], -1),
            lambda a: columns(a).transpose(0, 2, 1).reshape(-1, columns(a).shape[1]),
        ),
        (
            "channels and taps keep axes of their own",
            lambda a: axes(a).reshape(*a.x.shape[:2], prod(a.kernel_size), -1),
            "Join channel, row and column of the kernel into one axis of C*KH*KW.",
            axes,
        ),
        (
            "the windows' rows and columns keep axes of their own",
            lambda a: axes(a).reshape(len(a.x), columns(a).shape[1], *counted(a)),
            "Join the positions into one axis of OH*OW.",
        ),
        (
            "only the first channel is copied",
            lambda a: columns(a, x=a.x[:, :1]),
            "A column holds the window of every channel.",
            short_column,
        ),
        (
            "only the first image of the batch is filled",
            lambda a: first_image(columns(a)),
            "Every image has columns: loop over N, or let NumPy do it.",
        ),
        (
            "every image of the batch gets the first one's columns",
            lambda a: columns(a)[:1].repeat(len(a.x), axis=0),
            "Columns n come from image n.",
        ),
        ("the last window is left out", without_last, "There are H - KH + 1 windows down, not H - KH."),
        (
            "kernel height and width are swapped",
            lambda a: columns(a, kernel_size=a.kernel_size[::-1]),
            "A kernel size is (KH, KW): rows first.",
        ),
        (
            "KH serves for the kernel's width too",
            lambda a: columns(a, kernel_size=a.kernel_size[0]),
            "The second value of the pair is KW.",
        ),
        (
            "the stride is ignored",
            lambda a: columns(a, stride=1),
            "Window (oh, ow) starts at row oh * stride, column ow * stride.",
        ),
        (
            "the stride sets the output's size but not where the windows start",
            lambda a: by_taps(a, stride=(1, 1), size=counted(a)),
            "Window (oh, ow) starts at row oh * stride, column ow * stride.",
        ),
        (
            "a tap's slice ends after OH cells, whatever the stride",
            short_slices,
            "Every stride-th row of OH * stride rows is read: kh * dilation : kh * dilation + OH * stride : stride.",
        ),
        (
            "the output size is computed without the stride",
            lambda a: by_patches(a, size=counted(a, stride=(1, 1))),
            "Only every stride-th window is taken: (H + 2 * padding - KH) // stride + 1.",
            lambda a: by_taps(a, size=counted(a, stride=(1, 1))),
        ),
        (
            "the output size is rounded up",
            lambda a: by_patches(a, size=ceiled(a)),
            "Windows that do not fit are dropped: the division rounds down.",
            lambda a: by_taps(a, size=ceiled(a)),
        ),
        (
            "every window starts one cell late",
            lambda a: by_patches(a, late=1),
            "The first window starts at the first cell of the padded input, at index 0.",
            lambda a: by_taps(a, late=1),
        ),
        (
            "the two strides are swapped",
            lambda a: columns(a, stride=a.stride[::-1]),
            "A stride pair is (vertical, horizontal).",
            *loops(lambda a: {"stride": a.stride[::-1]}),
        ),
        (
            "the padding is ignored",
            lambda a: columns(a, padding=0),
            "Pad with zeros on all sides before the first window.",
        ),
        (
            "the output size is computed with the padding, but no zeros are added",
            lambda a: by_patches(a, padding=(0, 0), size=counted(a)),
            "Pad x itself with zeros on all sides before the first window.",
            lambda a: by_taps(a, padding=(0, 0), size=counted(a)),
        ),
        (
            "the output size is computed without the padding",
            lambda a: by_taps(a, size=counted(a, padding=(0, 0))),
            "The padded input has H + 2 * padding rows, and windows lie in all of it.",
        ),
        (
            "the padding pair is given to np.pad as (before, after)",
            lambda a: columns(a, padding=(a.padding, a.padding)),
            "np.pad wants (before, after) for each axis: ((0, 0), (0, 0), (PH, PH), (PW, PW)).",
        ),
        (
            "the border is padded with the image's reflection",
            lambda a: columns(a, x=pad(a.x, *(a.padding[0],) * 2, *(a.padding[1],) * 2, "reflect"), padding=0),
            "Pad with zeros.",
        ),
        (
            "the two paddings are swapped",
            lambda a: columns(a, padding=a.padding[::-1]),
            "A padding pair is (vertical, horizontal).",
            *loops(lambda a: {"padding": a.padding[::-1], "size": counted(a)}),
        ),
        (
            "padding is added at the top and left only",
            lambda a: columns(a, padding=tuple((p, 0) for p in a.padding)),
            "The zeros go on both sides.",
        ),
        ("the border is padded with copies of the edge", filled_columns, "Pad with zeros."),
        ("the dilation is ignored", lambda a: columns(a, dilation=1), "Neighbouring taps lie `dilation` cells apart."),
        (
            "the dilation sets the output's size but not where the taps lie",
            lambda a: by_taps(a, dilation=(1, 1), size=counted(a)),
            "Tap (kh, kw) reads row oh * stride + kh * dilation.",
        ),
        (
            "the output size is computed with k, not with the dilated kernel's extent d(k - 1) + 1",
            lambda a: by_patches(a, **by_k(a)),
            "A dilated kernel spans dilation * (KH - 1) + 1 rows; that is what must fit.",
            lambda a: by_taps(a, **by_k(a)),
        ),
        (
            "the dilation is taken for the gap between taps",
            lambda a: by_patches(a, dilation=wider(a), size=counted(a, dilation=wider(a))),
            "Taps lie `dilation` cells apart, so dilation 1 means no gap.",
        ),
        (
            "the two dilations are swapped",
            lambda a: columns(a, dilation=a.dilation[::-1]),
            "A dilation pair is (vertical, horizontal).",
            *loops(lambda a: {"dilation": a.dilation[::-1], "size": counted(a)}),
        ),
        (
            "a view is read as if its memory were contiguous",
            lambda a: columns(a, x=as_if_contiguous(a.x)),
            "A view can skip cells of its memory. as_strided needs the strides of x itself.",
        ),
        ("the input is overwritten", overwriting_columns, "The caller still needs x. Pad a copy."),
        (
            "the result is rounded to float32",
            lambda a: columns(a).astype(np.float32),
            "Keep the dtype of x: a copy loses nothing.",
        ),
        (
            "the result is cut to whole numbers",
            lambda a: columns(a).astype(int),
            "Keep the dtype of x: a copy loses nothing.",
        ),
    ),
)
