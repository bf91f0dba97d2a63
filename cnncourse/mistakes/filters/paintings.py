"""Mistakes in watercolour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.filters.medians import middle, windowed
from cnncourse.mistakes.filters.pictures import Filter, bordered, colour_rows
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import apply_filter, median_filter, sharpen_kernel, watercolour


def painted(
    flatten: Filter = lambda image: median_filter(image, 5),
    sharpen: Filter = lambda image: apply_filter(image, sharpen_kernel()),
    end: Filter = lambda image: np.clip(image, 0, 1),
) -> Filter:
    """Flatten, sharpen, and bring into the range, each step perhaps another than it should be."""
    return lambda image: end(sharpen(flatten(image)))


def sharpened(kernel: Any) -> Filter:
    """Sharpen with another kernel."""
    return lambda image: apply_filter(image, np.array(kernel, dtype=float))


def stretched(image: Array) -> Array:
    """Stretch to the whole range."""
    return (image - image.min()) / (image.max() - image.min())


def held(rule: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Apply a rule where values lie outside of 0 to 1."""
    return lambda image: rule(image) if image.min() < 0 or image.max() > 1 else image


def cross(centre: float, side: float) -> list[list[float]]:
    """Return a 3x3 kernel whose corners are 0."""
    return [[0, side, 0], [side, centre, side], [0, side, 0]]


def into_picture(image: Array) -> Array:
    """Write the result into the caller's picture."""
    image[:] = watercolour(image)
    return image


WATERCOLOUR_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the picture is sharpened first",
            lambda image: np.clip(median_filter(apply_filter(image, sharpen_kernel()), 5), 0, 1),
            "First the median, which makes flat patches; then their borders are sharpened.",
        ),
        (
            "the result is not clipped",
            painted(end=lambda image: image),
            "Sharpening leaves the range from 0 to 1 at strong borders: np.clip(..., 0, 1) at the end.",
        ),
        (
            "values are cut at 1, not at 0",
            painted(end=lambda image: np.minimum(image, 1)),
            "np.clip(..., 0, 1) cuts at both ends.",
        ),
        (
            "values are cut at 0, not at 1",
            painted(end=lambda image: np.maximum(image, 0)),
            "np.clip(..., 0, 1) cuts at both ends.",
        ),
        (
            "the result is stretched to the range from 0 to 1",
            painted(end=stretched),
            "Clip: values below 0 become 0, values above 1 become 1, all others stay.",
            painted(end=held(stretched)),
        ),
        (
            "the result is divided by its largest value",
            painted(end=lambda image: image / image.max()),
            "Clip: values below 0 become 0, values above 1 become 1, all others stay.",
            painted(end=held(lambda image: image / image.max())),
        ),
        (
            "the absolute value is taken",
            painted(end=lambda image: np.minimum(np.abs(image), 1)),
            "Values below 0 become 0: np.clip.",
            painted(end=np.abs),
        ),
        (
            "values outside of 0 to 1 wrap around",
            painted(end=held(lambda image: image % 1)),
            "Values below 0 become 0, values above 1 become 1: np.clip.",
        ),
        (
            "the median has 3 x 3 cells",
            painted(flatten=lambda image: median_filter(image, 3)),
            "The window of the median is 5 x 5.",
        ),
        (
            "the median has 25 x 25 cells",
            painted(flatten=lambda image: median_filter(image, 25)),
            "The window is 5 x 5 and holds 25 values: size is 5.",
        ),
        (
            "the mean takes the place of the median",
            painted(flatten=lambda image: apply_filter(image, np.full((5, 5), 1 / 25))),
            "The mean blurs borders; the median keeps them and drops specks.",
        ),
        (
            "the median is left out",
            painted(flatten=lambda image: image),
            "First the 5 x 5 median, then the sharpening.",
        ),
        (
            "the sharpening is left out",
            painted(sharpen=lambda image: image),
            "After the median comes the sharpening, with sharpen_kernel().",
        ),
        (
            "the median is taken twice",
            painted(flatten=lambda image: median_filter(median_filter(image, 5), 5)),
            "One median is enough.",
        ),
        (
            "the sharpening is done twice",
            painted(sharpen=lambda image: apply_filter(apply_filter(image, sharpen_kernel()), sharpen_kernel())),
            "One sharpening, of amount 1, is enough.",
        ),
        (
            "the sharpening kernel has 5 in its centre",
            painted(sharpen=sharpened(cross(5, -1))),
            "That is the kernel for amount 4. sharpen_kernel() has amount 1: 2 in the centre, -1/4 beside it.",
        ),
        (
            "the corners count in the sharpening, with 9 in the centre",
            painted(sharpen=sharpened([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]])),
            "sharpen_kernel() has amount 1: 2 in the centre, -1/4 beside it, 0 in the corners.",
        ),
        (
            "the sharpening kernel has amount 2",
            painted(sharpen=sharpened(cross(3, -0.5))),
            "sharpen_kernel() has amount 1: 2 in the centre, -1/4 beside it.",
        ),
        (
            "the picture itself is missing from the sharpening",
            painted(sharpen=sharpened(cross(1, -0.25))),
            "The weights of a sharpening kernel sum to 1: 2 in the centre, -1/4 beside it.",
        ),
        (
            "the sharpening puts zeros beyond the edge",
            painted(sharpen=lambda image: bordered("constant")(image, sharpen_kernel())),
            "Repeat the nearest pixel, as apply_filter does: zeros draw a bright frame here.",
        ),
        (
            "the median puts zeros beyond the edge",
            painted(flatten=lambda image: windowed(middle, "constant")(image, 5)),
            "Repeat the nearest pixel, as median_filter does.",
        ),
        (
            "the difference is added to the original picture",
            lambda image: np.clip(
                image + apply_filter(median_filter(image, 5), np.array(cross(1, -0.25))), 0, 1
            ),
            "What is sharpened is the picture after the median, all of it.",
        ),
        (
            "the result is scaled to 255",
            lambda image: 255 * watercolour(image),
            "The picture holds values from 0 to 1, and so does the result.",
            lambda image: (255 * watercolour(image)).astype(np.uint8),
        ),
        (
            "the result is rounded to whole numbers",
            lambda image: watercolour(image).round(),
            "The values from 0 to 1 are kept as they are.",
        ),
        (
            "the result is written into the caller's picture",
            into_picture,
            "Return a new array.",
        ),
        *colour_rows(watercolour),
    ),
)  # fmt: skip
