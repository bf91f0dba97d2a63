"""Mistakes in apply_filter, and what the mistakes in all filters of pictures are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnncourse.mistakes import declared
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import apply_filter

Filter = Callable[..., Array]


def by_colour(rule: Filter) -> Filter:
    """Make a filter of grey pictures one of colour pictures, too."""

    def answer(image: Array, *rest: Any) -> Array:
        if image.ndim == 2:
            return rule(image, *rest)
        return np.stack([rule(image[:, :, c], *rest) for c in range(image.shape[2])], axis=2)

    return answer


def grey_only(rule: Filter) -> Filter:
    """Unpack (H, W), as a filter does that was written for grey pictures."""

    def answer(image: Array, *rest: Any) -> Array:
        _H, _W = image.shape
        return rule(image, *rest)

    return answer


def changed_colours(rule: Callable[[Filter, Array], Array], right: Filter) -> Filter:
    """Be right for grey pictures; let `rule` spoil colour pictures."""

    def answer(image: Array, *rest: Any) -> Array:
        return right(image, *rest) if image.ndim == 2 else rule(lambda a: right(a, *rest), image)

    return answer


def cut_out(y: Array, kernel_size: tuple[int, int]) -> tuple[slice, slice]:
    """Return where the whole window lies inside the picture."""
    (H, W), (KH, KW) = y.shape[:2], kernel_size
    top, left = (KH - 1) // 2, (KW - 1) // 2
    return slice(top, max(H - KH // 2, top)), slice(left, max(W - KW // 2, left))


def slid(image: Array, kernel: Array, sides: Any, mode: Any = "edge") -> Array:
    """Pad a grey picture by ((top, bottom), (left, right)) and sum over all windows."""
    padded = np.pad(image.astype(float), sides, mode=mode)
    windows = sliding_window_view(padded, kernel.shape)
    return np.einsum("hwij,ij->hw", windows, kernel)


def around(size: tuple[int, int]) -> Any:
    """Return the right sides: the extra cell of an even kernel lies at the bottom and right."""
    return tuple(((k - 1) // 2, k // 2) for k in size)


def looped(sides: Callable[[int, int], Any], value: Callable[[Array, Array], Any] | None = None) -> Filter:
    """Loop over all pixels, and sum over the window that begins at the same index of the padded picture.

    Where the window is cut short by the edge, NumPy refuses to multiply it with the kernel.
    """

    def plane(image: Array, kernel: Array) -> Array:
        KH, KW = kernel.shape
        padded, y = np.pad(image, sides(KH, KW), mode="edge"), np.zeros(image.shape)
        for h, w in np.ndindex(*image.shape):
            window = padded[h : h + KH, w : w + KW]
            y[h, w] = value(window, kernel) if value else np.sum(window * kernel)
        return y

    return by_colour(plane)


def right_sides(KH: int, KW: int) -> Any:
    """Return ((top, bottom), (left, right))."""
    return around((KH, KW))


def first_pixel(right: Filter) -> Filter:
    """Return from within the loop, after the first pixel."""

    def plane(image: Array, *rest: Any) -> Array:
        y = np.zeros(image.shape)
        y[0, 0] = right(image, *rest)[0, 0]
        return y

    return by_colour(plane)


def last_left_out(right: Filter) -> Filter:
    """Loop to one before the last row and column."""

    def plane(image: Array, *rest: Any) -> Array:
        y = right(image, *rest).astype(float)
        y[-1], y[:, -1] = 0, 0
        return y

    return by_colour(plane)


def in_the_corner(image: Array, kernel: Array) -> Array:
    """Write what lies inside the picture into the top left corner of an array of zeros."""
    y = np.zeros(image.shape)
    inner = slid(image, kernel, 0)
    y[: inner.shape[0], : inner.shape[1]] = inner
    return y


def bordered(mode: str) -> Filter:
    """Fill what lies beyond the edge in another way."""
    return by_colour(lambda image, kernel: slid(image, kernel, around(kernel.shape), mode))


def only_inside(outside: Callable[[Array], Array], right: Filter, size_of: Callable[[Any], tuple[int, int]]) -> Filter:
    """Be right where the whole window lies inside the picture; elsewhere keep `outside`."""

    def answer(image: Array, setting: Any) -> Array:
        y = outside(image)
        inside = cut_out(image, size_of(setting))
        y[inside] = right(image, setting)[inside]
        return y

    return answer


def shape_of(kernel: Array) -> tuple[int, int]:
    """Return (KH, KW)."""
    return kernel.shape[0], kernel.shape[1]


def read_back(rule: Callable[[Array, tuple[int, int]], float], image: Array, size: tuple[int, int]) -> Array:
    """Write each result into the picture before the next window is read."""
    for h, w in np.ndindex(*image.shape):
        rows = np.clip(np.arange(h - (size[0] - 1) // 2, h + size[0] // 2 + 1), 0, image.shape[0] - 1)
        columns = np.clip(np.arange(w - (size[1] - 1) // 2, w + size[1] // 2 + 1), 0, image.shape[1] - 1)
        image[h, w] = rule(image[np.ix_(rows, columns)], (h, w))
    return image


def filtered_in_place(image: Array, kernel: Array) -> Array:
    """Filter a grey picture into itself."""
    return read_back(lambda window, _: np.sum(window * kernel), image, shape_of(kernel))


def together(image: Array, kernel: Array) -> Array:
    """Slide the kernel over the last two axes: columns and colours."""
    return np.stack([apply_filter(row, kernel) for row in image]) if image.ndim == 3 else apply_filter(image, kernel)


def reshaped(right: Filter, image: Array) -> Array:
    """Reshape to (3, H, W) where the axis has to be moved."""
    H, W, C = image.shape
    return np.stack([right(plane) for plane in image.reshape(C, H, W)]).reshape(H, W, C)


def colours_first(right: Filter, image: Array) -> Array:
    """Return (3, H, W)."""
    return np.moveaxis(right(image), 2, 0)


def summed(right: Filter, image: Array) -> Array:
    """Return one sum over the colours, in grey."""
    return right(image).sum(axis=2)


def grey_mean(right: Filter, image: Array) -> Array:
    """Return the mean of the colours, in grey."""
    return right(image).mean(axis=2)


def first_colour(right: Filter, image: Array) -> Array:
    """Return the first colour alone."""
    return right(image)[:, :, 0]


def one_colour_filtered(right: Filter, image: Array) -> Array:
    """Leave two of the colours as they are."""
    return np.concatenate([right(image)[:, :, :1], image[:, :, 1:]], axis=2)


def last_colour_for_all(right: Filter, image: Array) -> Array:
    """Write the last colour into all three."""
    return np.repeat(right(image)[:, :, 2:], 3, axis=2)


COLOURS: tuple[tuple[str, Callable[[Filter, Array], Array], str], ...] = (
    ("the colours are summed into one", summed, "Each colour is filtered by itself; the result has three again."),
    ("the colours are averaged into grey", grey_mean, "Each colour is filtered by itself; the result has three again."),
    ("only the first colour is returned", first_colour, "The result has the shape of the picture, (H, W, 3)."),
    (
        "only the first colour is filtered",
        one_colour_filtered,
        "All three colours are filtered, each by itself: loop over image.shape[2].",
    ),
    (
        "every colour gets the result of the last one",
        last_colour_for_all,
        "Write colour c of the picture into colour c of the result.",
    ),
    ("the colours stand first in the result", colours_first, "The result has the shape of the picture, (H, W, 3)."),
    (
        "the picture is reshaped to (3, H, W)",
        reshaped,
        "reshape keeps the numbers in their order and mixes the colours. Take image[:, :, c], or np.moveaxis.",
    ),
)


def colour_rows(right: Filter) -> tuple[tuple[Any, ...], ...]:
    """Return the mistakes with colours, for one filter."""
    rows = tuple((name, changed_colours(rule, right), message) for name, rule, message in COLOURS)
    return (*rows, ("colour pictures are not handled", grey_only(right), "A colour picture has three axes: (H, W, 3)."))


APPLY_FILTER_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "zeros are put beyond the edge",
            bordered("constant"),
            'Repeat the nearest pixel, np.pad(..., mode="edge"): zeros draw a dark frame.',
        ),
        (
            "the picture is mirrored at the edge pixel",
            bordered("reflect"),
            'Repeat the nearest pixel: mode="edge". "reflect" continues with the second pixel.',
        ),
        (
            "the picture goes on at the opposite edge",
            bordered("wrap"),
            'Repeat the nearest pixel: mode="edge".',
        ),
        (
            "the mean of the picture is put beyond the edge",
            bordered("mean"),
            'Repeat the nearest pixel: mode="edge".',
        ),
        (
            "only windows inside the picture are taken",
            by_colour(lambda image, kernel: slid(image, kernel, 0)),
            "The result is as large as the picture: pad first.",
            by_colour(in_the_corner),
            looped(lambda KH, KW: 0),
        ),
        (
            "the border stays 0",
            only_inside(lambda image: np.zeros(image.shape), apply_filter, shape_of),
            "Windows that hang over the edge count too: pad first, with the nearest pixel.",
        ),
        (
            "the border is left as it is in the picture",
            only_inside(lambda image: image.astype(float), apply_filter, shape_of),
            "Windows that hang over the edge count too: pad first, with the nearest pixel.",
        ),
        (
            "the kernel is turned by 180 degrees",
            lambda image, kernel: apply_filter(image, kernel[::-1, ::-1]),
            "Lay the kernel on the picture as it is written.",
        ),
        (
            "the kernel is turned upside down",
            lambda image, kernel: apply_filter(image, kernel[::-1]),
            "Row i of the kernel belongs to row h + i - top of the picture.",
        ),
        (
            "the kernel is mirrored left to right",
            lambda image, kernel: apply_filter(image, kernel[:, ::-1]),
            "Column j of the kernel belongs to column w + j - left of the picture.",
        ),
        (
            "the kernel is transposed",
            lambda image, kernel: apply_filter(image, kernel.T),
            "Rows of the kernel lie on rows of the picture.",
        ),
        (
            "the extra cell of an even kernel lies at the top and left",
            by_colour(lambda image, kernel: slid(image, kernel, tuple((k // 2, (k - 1) // 2) for k in kernel.shape))),
            "top = (KH - 1) // 2 cells lie above the pixel and the rest below it; likewise left and right.",
        ),
        (
            "an even kernel is padded by half its size on both sides",
            by_colour(lambda image, kernel: slid(image, kernel, tuple((k // 2, k // 2) for k in kernel.shape))),
            "That is one cell too many: (KH - 1) // 2 above and KH // 2 below keep the size.",
        ),
        (
            "both axes are padded for the kernel's height",
            by_colour(lambda image, kernel: slid(image, kernel, around((len(kernel), len(kernel))))),
            "Left and right come from KW, top and bottom from KH.",
            looped(lambda KH, KW: around((KH, KH))),
        ),
        (
            "rows are padded for the kernel's width, and columns for its height",
            by_colour(lambda image, kernel: slid(image, kernel, around(shape_of(kernel.T)))),
            "np.pad takes ((top, bottom), (left, right)): the rows come first, and go with KH.",
            looped(lambda KH, KW: around((KW, KH))),
        ),
        (
            "both axes are padded for a kernel of 3",
            by_colour(lambda image, kernel: slid(image, kernel, ((1, 1), (1, 1)))),
            "The padding comes from the kernel's own shape.",
            looped(lambda KH, KW: 1),
        ),
        (
            "window and kernel are multiplied as matrices",
            looped(right_sides, lambda window, kernel: (window @ kernel.T).sum()),
            "Each cell of the window is multiplied with the kernel's cell at the same place (`*`, not `@`).",
            looped(right_sides, lambda window, kernel: (window @ kernel).sum()),
        ),
        (
            "only the last product is kept",
            looped(right_sides, lambda window, kernel: window[-1, -1] * kernel[-1, -1]),
            "Each product is added to the sum: += in place of =.",
        ),
        (
            "the last row and the last column are left out",
            last_left_out(apply_filter),
            "range(H) ends with H - 1: no further - 1 is needed.",
        ),
        (
            "the function returns after the first pixel",
            first_pixel(apply_filter),
            "The `return` belongs behind the loops, not into them.",
        ),
        (
            "everything is shifted by one pixel",
            lambda image, kernel: np.roll(apply_filter(image, kernel), -1, axis=(0, 1)),
            "The window of pixel (h, w) begins at (h - top, w - left).",
        ),
        (
            "the result is clipped to the range from 0 to 1",
            lambda image, kernel: np.clip(apply_filter(image, kernel), 0, 1),
            "Return the sums as they are. Clip only to show a picture.",
        ),
        (
            "the result is clipped to the range from 0 to 255",
            lambda image, kernel: np.clip(apply_filter(image, kernel), 0, 255),
            "Return the sums as they are. Clip only to show a picture.",
        ),
        (
            "the absolute value is taken",
            lambda image, kernel: np.abs(apply_filter(image, kernel)),
            "The sums may be negative. Return them as they are.",
        ),
        (
            "the kernel is normalised first",
            lambda image, kernel: apply_filter(image, kernel / kernel.sum()),
            "Use the weights as they are given: whoever wants a mean has divided already.",
        ),
        (
            "the products are averaged",
            lambda image, kernel: apply_filter(image, kernel / kernel.size),
            "Sum the products; nothing is divided.",
        ),
        (
            "the fractions are cut off",
            lambda image, kernel: apply_filter(image, kernel).astype(image.dtype),
            "np.zeros_like(image) is an array of integers if the picture is one. Allocate floats.",
            lambda image, kernel: np.trunc(apply_filter(image, kernel)),
        ),
        (
            "the results are written into the picture while it is read",
            by_colour(filtered_in_place),
            "Later windows must read the old pixels: write into a new array.",
        ),
        (
            "the kernel slides over columns and colours",
            together,
            "The last axis holds the colours. Take image[:, :, c], one after the other.",
        ),
        *colour_rows(apply_filter),
    ),
)
