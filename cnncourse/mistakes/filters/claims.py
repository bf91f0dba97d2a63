"""Mistakes in contrast_change and zero_share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.filters.pictures import bordered, by_colour, slid
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import apply_filter

Measure = Callable[[Array, Array], float]


def compared(measure: Callable[[Array], float]) -> Measure:
    """Divide another measure than the standard deviation, after by before."""
    return lambda image, kernel: measure(apply_filter(image, kernel)) / measure(image)


def of_result(measure: Callable[[Array], float]) -> Measure:
    """Measure the filtered picture."""
    return lambda image, kernel: measure(apply_filter(image, kernel))


def inside(image: Array, kernel: Array) -> Array:
    """Filter without the border."""
    return by_colour(lambda plane, weights: slid(plane, weights, 0))(image, kernel)


def per_colour(image: Array, kernel: Array) -> float:
    """Take the ratio of each colour, then their mean."""
    axes = (0, 1)
    return float(np.mean(apply_filter(image, kernel).std(axes) / image.std(axes)))


CONTRAST_CHANGE_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the variances are divided",
            compared(np.var),
            "The standard deviation is the root of the variance: np.std.",
        ),
        (
            "before is divided by after",
            lambda image, kernel: image.std() / apply_filter(image, kernel).std(),
            "After divided by before: above 1, the contrast has grown.",
        ),
        (
            "the difference is taken in place of the ratio",
            lambda image, kernel: apply_filter(image, kernel).std() - image.std(),
            "Divide, so that the result does not depend on the unit of brightness.",
        ),
        (
            "the ranges are divided",
            compared(np.ptp),
            "The contrast is the standard deviation here, not largest minus smallest.",
        ),
        (
            "the means are divided",
            compared(np.mean),
            "That compares the brightness. The contrast is the standard deviation.",
        ),
        (
            "only the filtered picture is measured",
            of_result(np.std),
            "Divide by the standard deviation of the picture before.",
        ),
        (
            "per cent are returned",
            lambda image, kernel: 100 * apply_filter(image, kernel).std() / image.std(),
            "The factor is asked for: 1 where nothing changes.",
        ),
        (
            "the change is given relative to 1",
            lambda image, kernel: apply_filter(image, kernel).std() / image.std() - 1,
            "The factor is asked for: 1 where nothing changes, not 0.",
        ),
        (
            "the deviation of the change is measured",
            lambda image, kernel: (apply_filter(image, kernel) - image).std() / image.std(),
            "Measure the filtered picture itself, not what the filter has changed.",
        ),
        (
            "the picture is filtered twice",
            lambda image, kernel: apply_filter(apply_filter(image, kernel), kernel).std() / image.std(),
            "Filter once.",
        ),
        (
            "the border is left out",
            lambda image, kernel: inside(image, kernel).std() / image.std(),
            "apply_filter keeps the size: all pixels count.",
        ),
        (
            "zeros are put beyond the edge",
            lambda image, kernel: bordered("constant")(image, kernel).std() / image.std(),
            "The dark frame would count as contrast. apply_filter repeats the nearest pixel.",
        ),
        (
            "the kernel is turned by 180 degrees",
            lambda image, kernel: apply_filter(image, kernel[::-1, ::-1]).std() / image.std(),
            "Lay the kernel on the picture as it is written: apply_filter(image, kernel).",
        ),
        (
            "the filtered picture is clipped",
            lambda image, kernel: np.clip(apply_filter(image, kernel), 0, 1).std() / image.std(),
            "Measure what the filter returns, values below 0 and above 1 included.",
        ),
        (
            "the colours are measured one by one",
            lambda image, kernel: per_colour(image, kernel) if image.ndim == 3 else compared(np.std)(image, kernel),
            "One standard deviation over all numbers of the picture, whatever their colour.",
        ),
        (
            "the mean distances from the mean are divided",
            compared(lambda image: np.abs(image - image.mean()).mean()),
            "The standard deviation squares the distances, takes their mean, and the root of it: np.std.",
        ),
        (
            "the roots of the mean squares are divided",
            compared(lambda image: np.sqrt(np.mean(image**2))),
            "Subtract the mean before you square, or use np.std, which does.",
        ),
    ),
)


def share(values: Array) -> float:
    """Return the share of zeros."""
    return float(np.mean(np.abs(values) < 1e-9))


ZERO_SHARE_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the sum of the weights decides for the whole picture",
            lambda image, kernel: float(abs(kernel.sum()) < 1e-9),
            "A sum of 0 gives 0 on flat areas only. Filter the picture and count.",
        ),
        (
            "the zeros of the picture before the filter are counted",
            lambda image, kernel: share(image),
            "Filter first, then count.",
        ),
        (
            "the pixels that are not 0 are counted",
            lambda image, kernel: 1 - share(apply_filter(image, kernel)),
            "The share of zeros is asked for.",
        ),
        (
            "the number of zeros is returned",
            lambda image, kernel: share(apply_filter(image, kernel)) * image.size,
            "A share lies between 0 and 1: divide by the number of pixels.",
        ),
        (
            "the zeros are divided by the number of rows alone",
            lambda image, kernel: share(apply_filter(image, kernel)) * image.shape[1],
            "There are H * W pixels: filtered.size.",
            lambda image, kernel: share(apply_filter(image, kernel)) * image.shape[0],
        ),
        (
            "per cent are returned",
            lambda image, kernel: 100 * share(apply_filter(image, kernel)),
            "A share lies between 0 and 1.",
        ),
        (
            "values below 0 count as well",
            lambda image, kernel: float(np.mean(apply_filter(image, kernel) < 1e-9)),
            "A negative value is not 0: compare the absolute value with 1e-9.",
        ),
        (
            "only values below 0 are counted",
            lambda image, kernel: float(np.mean(apply_filter(image, kernel) < -1e-9)),
            "Compare the absolute value with 1e-9.",
        ),
        (
            "values are compared with 0 itself",
            lambda image, kernel: float(np.mean(apply_filter(image, kernel) == 0)),
            "Sums of fractions are rounded: a 0 may come out as 3e-17. Compare the absolute value with 1e-9.",
        ),
        (
            "values are rounded before they are counted",
            lambda image, kernel: share(apply_filter(image, kernel).round()),
            "A value of 0.3 is not 0. Compare the absolute value with 1e-9.",
            lambda image, kernel: share(np.trunc(apply_filter(image, kernel))),
        ),
        (
            "pixels that the filter leaves as they were are counted",
            lambda image, kernel: share(apply_filter(image, kernel) - image),
            "Count where the filtered picture is 0.",
        ),
        (
            "the border is left out",
            lambda image, kernel: share(inside(image, kernel)),
            "apply_filter keeps the size: all pixels count.",
        ),
        (
            "zeros are put beyond the edge",
            lambda image, kernel: share(bordered("constant")(image, kernel)),
            "A frame of zeros makes edges where the picture has none. apply_filter repeats the nearest pixel.",
        ),
        (
            "whole rows of zeros are counted",
            lambda image, kernel: float(np.mean(np.all(np.abs(apply_filter(image, kernel)) < 1e-9, axis=1))),
            "Each pixel counts by itself.",
        ),
        (
            "the mean of the filtered picture is taken",
            of_result(np.mean),
            "Count the pixels whose value is 0.",
        ),
        (
            "the share is returned as True or False",
            lambda image, kernel: bool(np.all(np.abs(apply_filter(image, kernel)) < 1e-9)),
            "The share is a number from 0 to 1: the mean of a mask of True and False.",
            lambda image, kernel: bool(np.any(np.abs(apply_filter(image, kernel)) < 1e-9)),
        ),
    ),
)
