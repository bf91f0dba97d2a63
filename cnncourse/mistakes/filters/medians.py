"""Mistakes in median_filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnncourse.mistakes import declared
from cnncourse.mistakes.filters.pictures import (
    Filter,
    by_colour,
    colour_rows,
    first_pixel,
    last_left_out,
    only_inside,
    read_back,
)
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import median_filter


def square(size: int) -> tuple[int, int]:
    """Return the size twice."""
    return size, size


def windowed(reduce: Callable[[Array], Array], mode: Any = "edge", radius: Callable[[int], Any] = lambda k: k // 2):
    """Reduce the windows (H, W, size * size) of each colour by something else than the median."""

    def plane(image: Array, size: int) -> Array:
        rows, columns = radius(size) if isinstance(radius(size), tuple) else (radius(size),) * 2
        padded = np.pad(image.astype(float), ((rows, rows), (columns, columns)), mode=mode)
        windows = sliding_window_view(padded, (2 * rows + 1, 2 * columns + 1))
        return reduce(windows.reshape(*windows.shape[:2], -1))

    return by_colour(plane)


def middle(windows: Array) -> Array:
    """Return the median."""
    return np.median(windows, axis=2)


def sorted_at(offset: int) -> Filter:
    """Take another than the middle of the sorted values."""

    def pick(windows: Array) -> Array:
        n = windows.shape[2]
        return np.sort(windows, axis=2)[:, :, (n // 2 + offset) % n]

    return windowed(pick)


def at_half_a_side(windows: Array) -> Array:
    """Count to the middle of one row of the window, in all its sorted values."""
    return np.sort(windows, axis=2)[:, :, round(windows.shape[2] ** 0.5) // 2]


def without_centre(windows: Array) -> Array:
    """Leave the pixel itself out."""
    n = windows.shape[2]
    return np.median(np.delete(windows, n // 2, axis=2), axis=2) if n > 1 else windows[:, :, 0]


def plus_shaped(windows: Array) -> Array:
    """Look along the row and the column of the pixel alone."""
    size = round(windows.shape[2] ** 0.5)
    grid = np.arange(size * size).reshape(size, size)
    return np.median(windows[:, :, np.union1d(grid[size // 2], grid[:, size // 2])], axis=2)


def medians_of_rows(windows: Array) -> Array:
    """Take the median of each row of the window, then that of the medians."""
    size = round(windows.shape[2] ** 0.5)
    return np.median(np.median(windows.reshape(*windows.shape[:2], size, size), axis=3), axis=2)


def medians_of_columns(windows: Array) -> Array:
    """Take the median of each column of the window, then that of the medians."""
    size = round(windows.shape[2] ** 0.5)
    return np.median(np.median(windows.reshape(*windows.shape[:2], size, size), axis=2), axis=2)


def unsorted(windows: Array) -> Array:
    """Take the value in the middle without sorting: the pixel itself."""
    return windows[:, :, windows.shape[2] // 2]


def across_colours(image: Array, size: int) -> Array:
    """Take one median over the window in all three colours."""
    if image.ndim == 2:
        return median_filter(image, size)
    r = size // 2
    windows = sliding_window_view(np.pad(image, ((r, r), (r, r), (0, 0)), mode="edge"), (size, size), (0, 1))
    return np.median(windows, axis=(2, 3, 4))


def colours_in_window(image: Array, size: int) -> Array:
    """Take one median over the window in all three colours, and write it into all three."""
    y = across_colours(image, size)
    return y if image.ndim == 2 else np.repeat(y[:, :, None], 3, axis=2)


def median_in_place(image: Array, size: int) -> Array:
    """Replace the pixels of the picture itself."""
    return read_back(lambda window, _: float(np.median(window)), image, (size, size))


def cut(before: Callable[[int], int], behind: Callable[[int], int]) -> Filter:
    """Take the median of the picture from `before` to `behind` the pixel, cut off at the edge."""

    def plane(image: Array, size: int) -> Array:
        a, b = before(size), behind(size)
        y = np.zeros(image.shape)
        for h, w in np.ndindex(*image.shape):
            y[h, w] = np.median(image[max(h - a, 0) : h + b, max(w - a, 0) : w + b])
        return y

    return by_colour(plane)


def offset(pad: Callable[[int], int], width: Callable[[int], int]) -> Filter:
    """Pad by `pad` cells, and take windows of `width` that begin at the pixel's index."""

    def plane(image: Array, size: int) -> Array:
        padded, k, y = np.pad(image, pad(size), mode="edge"), width(size), np.zeros(image.shape)
        for h, w in np.ndindex(*image.shape):
            y[h, w] = np.median(padded[h : h + k, w : w + k])
        return y

    return by_colour(plane)


def padded_colours(axes: tuple[int, ...] | None) -> Filter:
    """Pad the axis of the colours, too."""

    def answer(image: Array, size: int) -> Array:
        if image.ndim == 2:
            return median_filter(image, size)
        padded, y = np.pad(image, size // 2, mode="edge"), np.zeros(image.shape)
        for h, w in np.ndindex(*image.shape[:2]):
            y[h, w] = np.median(padded[h : h + size, w : w + size], axis=axes)
        return y

    return answer


MEDIAN_FILTER_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the mean is taken",
            windowed(lambda windows: windows.mean(axis=2)),
            "The median is the value in the middle of the sorted window, np.median.",
        ),
        (
            "zeros are put beyond the edge",
            windowed(middle, "constant"),
            'Repeat the nearest pixel: np.pad(..., mode="edge").',
        ),
        (
            "the picture is mirrored at the edge pixel",
            windowed(middle, "reflect"),
            'Repeat the nearest pixel: mode="edge". "reflect" continues with the second pixel.',
        ),
        (
            "the picture is mirrored at its edge",
            windowed(middle, "symmetric"),
            'Repeat the nearest pixel: mode="edge". "symmetric" continues with the second pixel, then the third.',
        ),
        (
            "the picture goes on at the opposite edge",
            windowed(middle, "wrap"),
            'Repeat the nearest pixel: mode="edge".',
        ),
        (
            "only windows inside the picture are taken",
            by_colour(lambda image, size: middle(
                sliding_window_view(image, (size, size)).reshape(*(max(n - size + 1, 0) for n in image.shape), -1)
            )),
            "The result is as large as the picture: pad first.",
        ),
        (
            "windows are cut off at the edge",
            cut(lambda size: size // 2, lambda size: size // 2 + 1),
            "Every window has size * size values: beyond the edge, the nearest pixel is repeated and counts again.",
        ),
        (
            "the border stays 0",
            only_inside(lambda image: np.zeros(image.shape), median_filter, square),
            "Windows that hang over the edge count too: pad first, with the nearest pixel.",
        ),
        (
            "the border is left as it is in the picture",
            only_inside(lambda image: image.astype(float), median_filter, square),
            "Windows that hang over the edge count too: pad first, with the nearest pixel.",
        ),
        ("the smallest value is taken", windowed(lambda w: w.min(axis=2)), "The median is the value in the middle."),
        ("the largest value is taken", windowed(lambda w: w.max(axis=2)), "The median is the value in the middle."),
        (
            "half the sum of the smallest and the largest value is taken",
            windowed(lambda w: (w.min(axis=2) + w.max(axis=2)) / 2),
            "The median is the value in the middle of the sorted window: as many lie below as above.",
        ),
        (
            "the sorted value before the middle is taken",
            sorted_at(-1),
            "Of n sorted values, index n // 2 is in the middle.",
        ),
        (
            "the sorted value after the middle is taken",
            sorted_at(1),
            "Of n sorted values, index n // 2 is in the middle: indices begin at 0.",
        ),
        (
            "the sorted values are read at index size // 2",
            windowed(at_half_a_side),
            "The window holds size * size values: the one in the middle has the index size * size // 2.",
        ),
        (
            "the window is not sorted",
            windowed(unsorted),
            "The value in the middle of the unsorted window is the pixel itself. Sort first.",
        ),
        (
            "the pixel itself is left out",
            windowed(without_centre),
            "The window holds size * size values, the pixel included.",
        ),
        (
            "only the row and the column of the pixel are looked at",
            windowed(plus_shaped),
            "The window is the whole square of size * size values.",
        ),
        (
            "the medians of the rows are reduced to one by a second median",
            windowed(medians_of_rows),
            "The median of medians is not the median. Sort all size * size values at once.",
        ),
        (
            "the medians of the columns are reduced to one by a second median",
            windowed(medians_of_columns),
            "The median of medians is not the median. Sort all size * size values at once.",
        ),
        (
            "the median is taken along rows only",
            windowed(middle, radius=lambda size: (0, size // 2)),
            "The window has size rows and size columns.",
        ),
        (
            "the median is taken along columns only",
            windowed(middle, radius=lambda size: (size // 2, 0)),
            "The window has size rows and size columns.",
        ),
        (
            "the size is taken for the radius",
            windowed(middle, radius=lambda size: size),
            "`size` counts all rows of the window; size // 2 lie above the pixel.",
            offset(lambda size: size, lambda size: size),
            cut(lambda size: size, lambda size: size + 1),
        ),
        (
            "the windows begin at the pixel and are cut off at the edge",
            cut(lambda size: 0, lambda size: size),
            "The pixel is the middle of its window: pad by size // 2 first.",
        ),
        (
            "the window lacks its last row and column",
            offset(lambda size: size // 2, lambda size: max(size - 1, 1)),
            "A slice ends before its second index: h - r : h + r + 1.",
            cut(lambda size: size // 2, lambda size: max(size // 2, 1)),
        ),
        (
            "the axis of the colours is padded, too",
            padded_colours(None),
            "Pad rows and columns only: ((r, r), (r, r), (0, 0)), or one colour after the other.",
            padded_colours((0, 1)),
        ),
        (
            "the last row and the last column are left out",
            last_left_out(median_filter),
            "range(H) ends with H - 1: no further - 1 is needed.",
        ),
        (
            "the function returns after the first pixel",
            first_pixel(median_filter),
            "The `return` belongs behind the loops, not into them.",
        ),
        (
            "the window always has 3 x 3 cells",
            windowed(middle, radius=lambda size: 1),
            "Build the window from `size`.",
        ),
        (
            "the median of the whole picture is taken",
            by_colour(lambda image, size: np.full(image.shape, np.median(image))),
            "Each pixel has a window of its own.",
            lambda image, size: np.median(image),
        ),
        (
            "everything is shifted by one pixel",
            lambda image, size: np.roll(median_filter(image, size), -1, axis=(0, 1)),
            "The window of pixel (h, w) begins at (h - r, w - r).",
        ),
        (
            "the results are written into the picture while it is read",
            by_colour(median_in_place),
            "Later windows must read the old pixels: write into a new array.",
        ),
        (
            "one median is taken over all three colours",
            across_colours,
            "Each colour is filtered by itself.",
            colours_in_window,
        ),
        (
            "every window reaches over columns and colours",
            lambda image, size: np.stack([median_filter(row, size) for row in image])
            if image.ndim == 3 else median_filter(image, size),
            "The last axis holds the colours. Take image[:, :, c], one after the other.",
        ),
        *colour_rows(median_filter),
    ),
)  # fmt: skip
