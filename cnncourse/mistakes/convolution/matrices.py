"""Mistakes in `dense_matrix`: the matrix of a fully connected layer that does what a kernel does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.convolution.claims import Array, as_it_is


def filled(
    row: Callable[[SimpleNamespace, int, int], int],
    pixel: Callable[[SimpleNamespace, int, int], int],
    shape: Callable[[SimpleNamespace], tuple[int, int]] = lambda a: (a.oh * a.ow, a.h * a.w),
) -> Callable[..., Array]:
    """Fill a matrix in loops, with the row of an output or the column of a pixel counted in another way."""

    def answer(kernel, height, width):
        (kh, kw), a = kernel.shape, SimpleNamespace(h=height, w=width)
        a.oh, a.ow = height - kh + 1, width - kw + 1
        matrix = np.zeros(shape(a))
        for i, j, p, q in np.ndindex(a.oh, a.ow, kh, kw):
            matrix[row(a, i, j), pixel(a, i + p, j + q)] = kernel[p, q]
        return matrix

    return answer


def by_rows(a: SimpleNamespace, i: int, j: int) -> int:
    """Count outputs row by row."""
    return i * a.ow + j


def by_pixels(a: SimpleNamespace, h: int, w: int) -> int:
    """Count pixels row by row."""
    return h * a.w + w


right_matrix = filled(by_rows, by_pixels)


def changed(change: Callable[[Array, SimpleNamespace], Array]) -> Callable[..., Array]:
    """Change the right matrix, seen as (OH, OW, H, W)."""

    def answer(kernel, height, width):
        kh, kw = kernel.shape
        a = SimpleNamespace(kernel=kernel, h=height, w=width, oh=height - kh + 1, ow=width - kw + 1)
        return change(right_matrix(kernel, height, width).reshape(a.oh, a.ow, height, width), a)

    return answer


def flat(matrix: Array) -> Array:
    """Return (OH, OW, H, W) as a matrix."""
    return matrix.reshape(matrix.shape[0] * matrix.shape[1], -1)


def one_step_a_row(kernel: Array, height: int, width: int) -> Array:
    """Move the first row by one for each further row, and let nothing fall off."""
    rows = right_matrix(kernel, height, width)
    return np.stack([np.roll(rows[0], i) for i in range(len(rows))])


def in_one_piece(kernel: Array, height: int, width: int) -> Array:
    """Write the weights of a window next to each other."""
    matrix = np.zeros_like(right_matrix(kernel, height, width))
    ow = width - kernel.shape[1] + 1
    for r in range(len(matrix)):
        start = r // ow * width + r % ow
        matrix[r, start : start + kernel.size] = kernel.ravel()[: matrix.shape[1] - start]
    return matrix


def column(of: Callable[[int, int, int, int, int], int]) -> Callable[..., Array]:
    """Count the column of a pixel in another way: a function of oh, ow, kh, kw and the width."""

    def answer(kernel: Array, height: int, width: int) -> Array:
        matrix = np.zeros_like(right_matrix(kernel, height, width))
        ow = width - kernel.shape[1] + 1
        for r, p, q in np.ndindex(len(matrix), *kernel.shape):
            matrix[r, of(r // ow, r % ow, p, q, width)] = kernel[p, q]
        return matrix

    return answer


def first_rows(kernel: Array, height: int, width: int, line: bool = False) -> Array:
    """Fill the first row, or those of the first line of outputs."""
    matrix = np.array(right_matrix(kernel, height, width))
    matrix[width - kernel.shape[1] + 1 if line else 1 :] = 0
    return matrix


def square(side: int) -> Callable[..., Array]:
    """Take KH (side 0) or KW (side 1) for both."""

    def answer(kernel: Array, height: int, width: int) -> Array:
        k = kernel.shape[side]
        matrix = np.zeros(((height - k + 1) * (width - k + 1), height * width))
        for i, j, p, q in np.ndindex(height - k + 1, width - k + 1, k, k):
            matrix[i * (width - k + 1) + j, (i + p) * width + j + q] = kernel[p, q]
        return matrix

    return answer


def blanked(kernel: Array, height: int, width: int) -> Array:
    """Write into the kernel."""
    matrix = right_matrix(kernel, height, width)
    kernel[...] = 0
    return matrix


DENSE_MATRIX_MISTAKES = declared(
    as_it_is,
    (
        (
            "the kernel is turned by 180 degrees",
            lambda kernel, h, w: right_matrix(kernel[::-1, ::-1], h, w),
            "Output (oh, ow) meets pixel (oh + kh, ow + kw) with weight kernel[kh, kw]: nothing is turned.",
        ),
        (
            "the matrix is transposed",
            lambda kernel, h, w: right_matrix(kernel, h, w).T,
            "There is a row for each output and a column for each pixel, so that matrix @ pixels gives the outputs.",
        ),
        (
            "each row is the one before, moved by one",
            one_step_a_row,
            "At the end of a line the window goes on to the start of the next one: there the row moves by KW cells.",
        ),
        (
            "the weights of a window lie next to each other",
            in_one_piece,
            "The next line of the image is `width` columns further on in the matrix.",
        ),
        (
            "a line of the image is taken to have as many pixels as a line of the output",
            filled(by_rows, lambda a, h, w: h * a.ow + w),
            "Pixel (h, w) is column h * width + w: all its lines count in full.",
        ),
        (
            "a line of the output is taken to have as many cells as a line of the image",
            filled(lambda a, i, j: i * a.w + j, by_pixels),
            "Output (oh, ow) is row oh * OW + ow, with OW = width - KW + 1.",
        ),
        (
            "the pixels are counted with the height of the image",
            filled(by_rows, lambda a, h, w: h * a.h + w),
            "Pixel (h, w) is column h * width + w: before it lie h lines of `width` pixels.",
        ),
        (
            "the outputs are counted with the height of the output",
            filled(lambda a, i, j: i * a.oh + j, by_pixels),
            "Output (oh, ow) is row oh * OW + ow: before it lie oh lines of OW outputs.",
        ),
        (
            "the pixels are counted column by column",
            changed(lambda m, a: flat(m.swapaxes(2, 3))),
            "Count line by line, as image.ravel() does.",
        ),
        (
            "the outputs are counted column by column",
            changed(lambda m, a: flat(m.swapaxes(0, 1))),
            "Count line by line, as output.ravel() does.",
        ),
        (
            "outputs and pixels are counted column by column",
            changed(lambda m, a: flat(m.transpose(1, 0, 3, 2))),
            "Count line by line, as ravel() does.",
        ),
        (
            "there is a row for each pixel",
            filled(by_rows, by_pixels, lambda a: (a.h * a.w, a.h * a.w)),
            "There is a row for each output: OH * OW of them.",
            filled(by_pixels, by_pixels, lambda a: (a.h * a.w, a.h * a.w)),
        ),
        (
            "the last row and column of windows are left out",
            changed(lambda m, a: flat(m[:-1, :-1])),
            "OH is height - KH + 1, and OW is width - KW + 1.",
        ),
        (
            "the last row and column of the kernel are left out",
            lambda kernel, h, w: changed(lambda m, a: right_matrix(np.pad(kernel[:-1, :-1], ((0, 1), (0, 1))), h, w))(
                kernel, h, w
            ),
            "The loops over the kernel run over all KH rows and KW columns.",
        ),
        (
            "connections are marked, not weighed",
            lambda kernel, h, w: right_matrix(np.ones(kernel.shape), h, w),
            "Write the weight kernel[kh, kw] into the cell, not a 1.",
        ),
        (
            "all rows are the same",
            changed(lambda m, a: np.repeat(flat(m)[:1], a.oh * a.ow, axis=0)),
            "The window moves: row oh * OW + ow has its first weight in column oh * width + ow.",
        ),
        (
            "the line of the kernel is not multiplied by the width",
            column(lambda i, j, p, q, width: i * width + p + j + q),
            "The pixel lies in line oh + kh: its column is (oh + kh) * width + ow + kw, with the parentheses.",
        ),
        (
            "the line of the output is not multiplied by the width",
            column(lambda i, j, p, q, width: i + p * width + j + q),
            "The pixel lies in line oh + kh: its column is (oh + kh) * width + ow + kw, with the parentheses.",
        ),
        (
            "the window does not move down",
            changed(lambda m, a: flat(np.repeat(m[:1], a.oh, axis=0))),
            "The window of output (oh, ow) begins in line oh: its pixels are (oh + kh, ow + kw).",
        ),
        (
            "only the first rows are filled",
            first_rows,
            "Is the `return` inside a loop? It belongs behind the loops.",
            partial(first_rows, line=True),
        ),
        (
            "the kernel is taken for square",
            square(0),
            "KH and KW may differ: KH, KW = kernel.shape.",
            square(1),
        ),
        (
            "the axes of outputs and pixels are kept apart",
            changed(lambda m, a: m),
            "Reshape to a matrix of OH * OW rows and height * width columns.",
        ),
        (
            "the weights are cut to whole numbers",
            lambda kernel, h, w: right_matrix(kernel, h, w).astype(int),
            "Allocate the matrix with np.zeros, whose numbers are floats.",
        ),
        ("the kernel is overwritten", blanked, "The caller still needs the kernel."),
    ),
)
