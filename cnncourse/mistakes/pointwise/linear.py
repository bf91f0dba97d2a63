"""Mistakes in linear_as_pointwise."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def layers(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of linear_as_pointwise; `a.k1`, `a.k2` are the right kernels."""

    def answer(weight1, weight2, height, width):
        channels = weight1.shape[1] // (height * width)
        return rule(
            SimpleNamespace(
                w1=weight1,
                w2=weight2,
                C=channels,
                H=height,
                W=width,
                k1=weight1.reshape(-1, channels, height, width),
                k2=weight2[:, :, None, None],
            )
        )

    return answer


def first(change: Callable[[SimpleNamespace], Any]) -> Callable[[SimpleNamespace], Any]:
    """Change the first kernel alone."""
    return lambda a: (change(a), a.k2)


def second(change: Callable[[SimpleNamespace], Any]) -> Callable[[SimpleNamespace], Any]:
    """Change the second kernel alone."""
    return lambda a: (a.k1, change(a))


LINEAR_AS_POINTWISE_MISTAKES = declared(
    layers,
    (
        (
            "the columns of weight1 are read with the channels last",
            first(lambda a: a.w1.reshape(-1, a.H, a.W, a.C).transpose(0, 3, 1, 2)),
            "flatten writes channel 0 first, all its rows, then channel 1: reshape to (F1, C, H, W) keeps that order.",
        ),
        (
            "the kernel's channels come last",
            first(lambda a: a.k1.transpose(0, 2, 3, 1)),
            "A kernel is (F1, C, H, W): the channels before the rows and columns.",
        ),
        (
            "the shape of the first kernel is read with the channels last",
            first(lambda a: a.w1.reshape(-1, a.H, a.W, a.C)),
            "A kernel is (F1, C, H, W): the channels before the rows and columns.",
        ),
        (
            "rows and columns of the kernel are exchanged",
            first(lambda a: a.k1.swapaxes(2, 3)),
            "The maps are H x W, and so is the kernel. A reshape to (F1, C, height, width) is all.",
        ),
        (
            "the kernel is reshaped with the width before the height",
            first(lambda a: a.w1.reshape(-1, a.C, a.W, a.H)),
            "Rows before columns: (F1, C, height, width).",
        ),
        (
            "the first weight is transposed before the reshape",
            first(lambda a: a.w1.T.reshape(a.k1.shape)),
            "Row f of weight1 holds the weights of output f already: nothing is to be transposed.",
        ),
        (
            "the first layer is made a 1x1 kernel, too",
            first(lambda a: a.w1[:, :, None, None]),
            "The first layer reads C maps of H x W: its kernel covers them all.",
        ),
        (
            "the kernel is turned by 180 degrees",
            first(lambda a: a.k1[..., ::-1, ::-1]),
            "conv2d of this book does not flip its kernels: weight [c, h, w] meets x[c, h, w].",
        ),
        (
            "the kernel has an axis for the outputs and one for all inputs, as many as before",
            lambda a: (a.w1, a.w2),
            "conv2d takes weights of four axes: (C_out, C, KH, KW).",
        ),
        (
            "the first kernel's outputs come after its channels",
            first(lambda a: a.k1.swapaxes(0, 1)),
            "The outputs come first: (F1, C, H, W).",
        ),
        (
            "the first kernel is laid out in columns, as in Fortran",
            first(lambda a: a.w1.reshape(a.k1.shape, order="F")),
            'flatten runs along the columns of a row first: that is reshape\'s own order, "C".',
        ),
        (
            "the first kernel is added up over its pixels",
            first(lambda a: a.k1.sum((2, 3), keepdims=True)),
            "Every pixel keeps a weight of its own.",
        ),
        (
            "the second kernel has no axes for rows and columns",
            second(lambda a: a.w2),
            "A 1x1 kernel is (F2, F1, 1, 1): weight2[:, :, None, None].",
            second(lambda a: a.w2[:, :, None]),
        ),
        (
            "the axes of size 1 stand in front",
            second(lambda a: a.w2[None, None]),
            "The axes of size 1 are those of rows and columns, the last two: (F2, F1, 1, 1).",
        ),
        (
            "the second weight is transposed",
            second(lambda a: a.w2.T[:, :, None, None]),
            "The outputs come first: (F2, F1, 1, 1), in the order of weight2.",
        ),
        (
            "the second weight is reshaped to (F1, F2, 1, 1)",
            second(lambda a: a.w2.reshape(*a.w2.shape[::-1], 1, 1)),
            "The outputs come first: (F2, F1, 1, 1), in the order of weight2.",
        ),
        (
            "the second kernel covers H x W pixels, too",
            second(lambda a: np.repeat(np.repeat(a.k2, a.H, 2), a.W, 3)),
            "The first convolution leaves one pixel of F1 numbers: a 1x1 kernel reads it.",
            second(lambda a: a.w2.reshape(len(a.w2), -1, a.H, a.W)),
        ),
        (
            "the two layers are multiplied into one",
            lambda a: ((a.w2 @ a.w1).reshape(len(a.w2), a.C, a.H, a.W), a.k2),
            "Keep the layers apart: between them stands a ReLU.",
        ),
        (
            "the width is left out of the number of channels",
            first(lambda a: a.w1.reshape(-1, a.w1.shape[1] // a.H, a.H, a.W)),
            "weight1 has C * height * width columns: divide by both.",
            first(lambda a: a.w1.reshape(len(a.w1), a.w1.shape[1] // a.H, a.H, a.W)),
        ),
        (
            "the height is left out of the number of channels",
            first(lambda a: a.w1.reshape(-1, a.w1.shape[1] // a.W, a.H, a.W)),
            "weight1 has C * height * width columns: divide by both.",
            first(lambda a: a.w1.reshape(len(a.w1), a.w1.shape[1] // a.W, a.H, a.W)),
        ),
        (
            "the number of channels is a float",
            first(lambda a: a.w1.reshape(-1, a.w1.shape[1] / (a.H * a.W), a.H, a.W)),
            "/ makes a float, even of 4 / 2. Sizes are whole numbers: use //.",
        ),
        (
            "one kernel alone is returned",
            lambda a: a.k1,
            "Return both kernels: kernel1, kernel2.",
            lambda a: a.k2,
        ),
        ("the two kernels are exchanged", lambda a: (a.k2, a.k1), "Return the kernel of the first layer first."),
        (
            "the kernels are rounded to float32",
            lambda a: (a.k1.astype(np.float32), a.k2.astype(np.float32)),
            "The numbers stay as they are; only their shape changes.",
        ),
        (
            "a weight is overwritten",
            lambda a: (np.array(a.k1), np.array(a.k2), a.w1.fill(0), a.w2.fill(0))[:2],
            "The caller still needs it. Return other views or copies.",
        ),
    ),
)
