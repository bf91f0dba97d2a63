"""Mistakes in im2col."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import shapes
from cnncourse.mistakes import Mistake
from cnncourse.mistakes.convolution.forward import Array, Rule, as_if_contiguous, pad
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


IM2COL_MISTAKES = tuple(
    Mistake(name, patches(rule), message)
    for name, rule, message in (
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
            "the taps run backwards",
            lambda a: axes(a)[:, :, ::-1, ::-1].reshape(columns(a).shape),
            "The first tap is the window's upper left cell.",
        ),
        (
            "the images of the batch stand side by side in one matrix",
            lambda a: np.concatenate(list(columns(a)), axis=-1),
            "Keep the batch axis: the shape is (N, C*KH*KW, OH*OW).",
        ),
        (
            "channels and taps keep axes of their own",
            lambda a: axes(a).reshape(*a.x.shape[:2], prod(a.kernel_size), -1),
            "Join channel, row and column of the kernel into one axis of C*KH*KW.",
        ),
        (
            "only the first channel is copied",
            lambda a: columns(a, x=a.x[:, :1]),
            "A column holds the window of every channel.",
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
            "the stride is ignored",
            lambda a: columns(a, stride=1),
            "Window (oh, ow) starts at row oh * stride, column ow * stride.",
        ),
        (
            "the two strides are swapped",
            lambda a: columns(a, stride=a.stride[::-1]),
            "A stride pair is (vertical, horizontal).",
        ),
        (
            "the padding is ignored",
            lambda a: columns(a, padding=0),
            "Pad with zeros on all sides before the first window.",
        ),
        (
            "the two paddings are swapped",
            lambda a: columns(a, padding=a.padding[::-1]),
            "A padding pair is (vertical, horizontal).",
        ),
        (
            "padding is added at the top and left only",
            lambda a: columns(a, padding=tuple((p, 0) for p in a.padding)),
            "The zeros go on both sides.",
        ),
        ("the border is padded with copies of the edge", filled_columns, "Pad with zeros."),
        ("the dilation is ignored", lambda a: columns(a, dilation=1), "Neighbouring taps lie `dilation` cells apart."),
        (
            "the two dilations are swapped",
            lambda a: columns(a, dilation=a.dilation[::-1]),
            "A dilation pair is (vertical, horizontal).",
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
    )
)
