"""Mistakes in cross_correlate2d."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.convolution.calls import Array, Rule, conv, layer
from cnncourse.mistakes.convolution.forward import (
    AVERAGED,
    FLIPPED,
    FLIPPED_COLUMNS,
    FLIPPED_ROWS,
    LAST_LOST,
    LATE,
    NOT_CONTIGUOUS,
    OVERWRITTEN,
    SQUARE_KERNEL,
    SQUARE_OUTPUT,
    TRANSPOSED,
    TRUNCATED,
)


def plane(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of cross_correlate2d."""
    as_layer = layer(rule)
    return lambda image, kernel: as_layer(image[None, None], kernel[None, None])[0, 0]


def window_matmul(image: Array, kernel: Array) -> Array:
    """Multiply window and kernel as matrices, then sum."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    return np.array(
        [[(image[i : i + kh, j : j + kw] @ kernel).sum() for j in range(w - kw + 1)] for i in range(h - kh + 1)]
    )


def same_sized(a: SimpleNamespace) -> Array:
    """Pad so that the output is as large as the image."""
    return conv(a, padding="same")


def plane_loops(change: Callable[[Array, Array], dict[str, Any]]) -> tuple[Callable[..., Array], ...]:
    """Loop over a plane with some settings changed: `size`, `kernel_size`, `late`; cell by cell, then with windows."""

    def answer(image: Array, kernel: Array, cells: bool) -> Array:
        size = [n - k + 1 for n, k in zip(image.shape, kernel.shape, strict=True)]
        b = SimpleNamespace(**{"size": size, "kernel_size": kernel.shape, "late": 0, **change(image, kernel)})
        y, (kh, kw) = np.zeros(b.size), b.kernel_size
        for i, j in np.ndindex(*b.size):
            top, left = i + b.late, j + b.late
            if cells:
                y[i, j] = sum(image[top + p, left + q] * kernel[p, q] for p, q in np.ndindex(kh, kw))
            else:
                y[i, j] = np.sum(image[top : top + kh, left : left + kw] * kernel)
        return y

    return partial(answer, cells=True), partial(answer, cells=False)


CROSS = plane(conv)


def zero_filled(image: Array, kernel: Array) -> Array:
    """Put the right output into an array of zeros as large as the image."""
    y = np.zeros(image.shape)
    right = CROSS(image, kernel)
    y[: right.shape[0], : right.shape[1]] = right
    return y


def kernel_turned(image: Array, kernel: Array) -> dict[str, Any]:
    """Unpack the kernel's shape as (KW, KH)."""
    kh, kw = kernel.shape[::-1]
    return {"kernel_size": (kh, kw), "size": (image.shape[0] - kh + 1, image.shape[1] - kw + 1)}


def kernel_square(image: Array, kernel: Array) -> dict[str, Any]:
    """Take KH for both."""
    k = len(kernel)
    return {"kernel_size": (k, k), "size": (image.shape[0] - k + 1, image.shape[1] - k + 1)}


def kernel_late(image: Array, kernel: Array) -> dict[str, Any]:
    """Begin one cell late."""
    return {"late": 1}


def as_image(image: Array, kernel: Array) -> dict[str, Any]:
    """Allocate an output as large as the image."""
    return {"size": image.shape}


IMAGE_SIZE_CELLS, IMAGE_SIZE_WINDOWS = plane_loops(as_image)
TURNED_CELLS, TURNED_WINDOWS = plane_loops(kernel_turned)
_, TALL_WINDOWS = plane_loops(lambda image, kernel: {"kernel_size": kernel.shape[::-1]})
PLANE_FORMS = {SQUARE_KERNEL[0]: plane_loops(kernel_square), LATE[0]: plane_loops(kernel_late)[1:]}

CROSS_CORRELATE2D_MISTAKES = (
    *(
        replace(mistake, forms=(*mistake.forms, *PLANE_FORMS.get(mistake.name, ())))
        for mistake in declared(plane, (
            FLIPPED, FLIPPED_ROWS, FLIPPED_COLUMNS, TRANSPOSED, LAST_LOST, LATE, SQUARE_KERNEL,
            SQUARE_OUTPUT, AVERAGED, TRUNCATED, NOT_CONTIGUOUS, OVERWRITTEN,
            (
                "the output is padded to the size of the image",
                same_sized,
                "Only windows that lie wholly inside the image count: the output has (H - KH + 1, W - KW + 1) cells.",
            ),
            (
                "the output's height and width are swapped",
                lambda a: conv(a).swapaxes(2, 3),
                "Rows come first: the output has shape (H - KH + 1, W - KW + 1).",
            ),
        ))
    ),
    Mistake(
        "window and kernel are multiplied as matrices",
        window_matmul,
        "Each cell of the window is multiplied with the kernel's cell at the same place (`*`, not `@`).",
    ),
    Mistake(
        "the output is as large as the image, and windows hang over its edge",
        IMAGE_SIZE_WINDOWS,
        "A window that hangs over the edge is no window: the output has (H - KH + 1, W - KW + 1) cells.",
        (zero_filled,),
    ),
    Mistake(
        "a window reads cells beyond the edge of the image",
        IMAGE_SIZE_CELLS,
        "The first window starts at index 0, and the output has (H - KH + 1, W - KW + 1) cells: one of them is off.",
    ),
    Mistake(
        "the kernel's shape is read as (KW, KH)",
        TURNED_CELLS,
        "kernel.shape is (KH, KW): rows first.",
        (TURNED_WINDOWS, TALL_WINDOWS),
    ),
    Mistake(
        "only the last product is kept",
        lambda image, kernel: image[len(kernel) - 1 :, kernel.shape[1] - 1 :] * kernel[-1, -1],
        "Each product is added to the sum: += in place of =.",
    ),
    Mistake(
        "the absolute value is taken",
        lambda image, kernel: np.abs(CROSS(image, kernel)),
        "The sums may be negative. Return them as they are.",
    ),
    Mistake(
        "the sums are divided by the sum of the kernel",
        lambda image, kernel: CROSS(image, kernel) / kernel.sum(),
        "Nothing is divided: whoever wants a mean puts it into the kernel.",
    ),
    Mistake(
        "the result is cut to whole numbers",
        lambda image, kernel: CROSS(image, kernel).astype(int),
        "Allocate the output with np.result_type(image, kernel).",
    ),
)  # fmt: skip
