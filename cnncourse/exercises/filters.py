"""The exercises on filters."""

from __future__ import annotations

from functools import partial

import numpy as np

from cnncourse import exercises
from cnncourse.mistakes import filters as mistakes
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import (
    apply_filter,
    blur_kernel,
    emboss_kernel,
    median_filter,
    sharpen_kernel,
    watercolour,
)
from cnncourse.predictions import predicts
from cnncourse.probes.filters import PREDICTED
from cnncourse.probing import Case
from cnncourse.separation import separates

Exercise = partial(exercises.Exercise, topic="filters")


def predict_pixels() -> tuple[float, ...]:
    """Return the new pixel in the middle of each window."""
    wall, spot = np.full((3, 3), 6.0), np.array([[2.0, 2, 2], [2, 20, 2], [2, 2, 2]])
    step = np.array([[2.0, 2, 2], [2, 2, 2], [8, 8, 8]])
    blur = blur_kernel(3)
    sums = [(wall, blur), (wall, emboss_kernel("nw")), (spot, blur), None, (spot, sharpen_kernel())]
    pairs = [*sums, (step, emboss_kernel("n"))]
    return tuple(float((p[0] * p[1]).sum()) if p else float(np.median(spot)) for p in pairs)


not_yet = predicts(
    tuple(PREDICTED),
    predict_pixels,
    mistakes.PREDICT_PIXELS_MISTAKES,
    "Write the nine products below one another and add them up; for the median, write the nine values in order.",
)


def normalise_kernel(kernel: Array) -> Array:
    """Divide the weights by their sum, unless that is 0."""
    total = kernel.sum()
    return kernel / total if total else kernel.astype(np.float64)


def contrast_change(image: Array, kernel: Array) -> float:
    """Return the standard deviation after the filter, divided by that before."""
    return float(apply_filter(image, kernel).std() / image.std())


def zero_share(image: Array, kernel: Array) -> float:
    """Return the share of pixels that the filter leaves at 0."""
    return float(np.mean(np.abs(apply_filter(image, kernel)) < 1e-9))


def apply_filter_test() -> tuple[Array, Array]:
    """Return a colour picture and a lopsided kernel."""
    rng = np.random.default_rng(1)
    return rng.normal(1.0, 2.0, (6, 8, 3)), np.array([[1.0, -2], [0.5, 3], [2, -1.5]])


def sum_of_products(case: Case, index: tuple[int, ...]) -> str:
    """Write out the sum behind one pixel of a filtered grey picture."""
    image, kernel = case.args["image"], case.args["kernel"]
    h, w = index
    rows = np.clip(h - (kernel.shape[0] - 1) // 2 + np.arange(kernel.shape[0]), 0, image.shape[0] - 1)
    columns = np.clip(w - (kernel.shape[1] - 1) // 2 + np.arange(kernel.shape[1]), 0, image.shape[1] - 1)
    window = image[np.ix_(rows, columns)]
    terms = [(x, k) for x, k in zip(window.flat, kernel.flat, strict=True) if k]
    return " + ".join(f"{x:g}×({k:g})" if k < 0 else f"{x:g}×{k:g}" for x, k in terms)


def sorted_window(case: Case, index: tuple[int, ...]) -> str:
    """Write out the sorted window behind one pixel of a median."""
    image, r = case.args["image"], case.args["size"] // 2
    h, w = index
    rows, columns = (np.clip(np.arange(i - r, i + r + 1), 0, n - 1) for i, n in zip((h, w), image.shape, strict=True))
    values = ", ".join(f"{value:g}" for value in np.sort(image[np.ix_(rows, columns)], axis=None))
    return f"the middle of {values}"


EXERCISES = (
    Exercise(
        name="blur_kernel",
        reference=blur_kernel,
        mistakes=mistakes.BLUR_KERNEL_MISTAKES,
        hints=(
            "A blur replaces each pixel by the mean of its neighbourhood. Which weights give a mean?",
            "All size * size weights are equal, and they sum to 1.",
            "np.full((size, size), value) fills an array.",
        ),
        minutes=5,
        difficulty="easy",
        afterword="A sum of 1 keeps a flat area as bright as it was. That holds for every smoothing kernel.",
    ),
    Exercise(
        name="sharpen_kernel",
        reference=sharpen_kernel,
        mistakes=mistakes.SHARPEN_KERNEL_MISTAKES,
        hints=(
            "Write the identity kernel and the kernel of the neighbours' mean first, as two 3x3 arrays.",
            "The result is identity + amount * (identity - mean), computed cell by cell.",
            "Its centre is 1 + amount, the four cells beside it are -amount / 4, the corners 0.",
        ),
        minutes=5,
        difficulty="easy",
        afterword="The weights sum to 1 for every amount, so flat areas stay as they are; only differences grow.",
    ),
    Exercise(
        name="emboss_kernel",
        reference=emboss_kernel,
        mistakes=mistakes.EMBOSS_KERNEL_MISTAKES,
        hints=(
            "Write down the kernel for n by hand: which row is positive, which is negative?",
            "List the eight outer cells in the order of a clock hand. Each direction starts the list elsewhere.",
            "Around the ring from the light on, the values are 2, 1, 0, -1, -2, -1, 0, 1.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="The weights sum to 0, so a flat wall vanishes. For n, e, s and w these are the Sobel kernels.",
    ),
    Exercise(
        name="predict_pixels",
        reference=predict_pixels,
        verify=not_yet,
        mistakes=mistakes.PREDICT_PIXELS_MISTAKES,
        hints=(
            "Write the kernel's nine weights beside the window's nine pixels, multiply cell by cell, and add up.",
            "On a flat wall the new pixel is the wall's value times the sum of the weights.",
            "For the median there are no weights: write the nine values in order and take the fifth.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The sum of the weights settles the wall; the spot tells a mean from a median.",
    ),
    Exercise(
        name="normalise_kernel",
        reference=normalise_kernel,
        mistakes=mistakes.NORMALISE_KERNEL_MISTAKES,
        hints=(
            "If all weights are doubled, what happens to their sum?",
            "Divide every weight by one and the same number: the sum of all weights.",
            "Look at the sum first. Where it is 0, return the weights as they are, as floats.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="OpenCV's filter2D takes the weights as they are. Pillow's ImageFilter.Kernel divides by their sum, "
        "unless you give it a scale.",
    ),
    Exercise(
        name="apply_filter",
        reference=apply_filter,
        mistakes=mistakes.APPLY_FILTER_MISTAKES,
        hints=(
            "Write a function for one grey picture first. A colour picture is three of them.",
            "(KH - 1) // 2 rows go above the picture and KH // 2 below it, likewise columns. "
            'np.pad(..., mode="edge") repeats the nearest pixel.',
            "In the padded picture the window of pixel (h, w) is padded[h : h + KH, w : w + KW].",
            "For colours: np.stack([grey(image[:, :, c]) for c in range(3)], axis=2).",
        ),
        minutes=35,
        difficulty="medium",
        afterword="With the colours as channels and groups=3, conv2d does the same, but for what lies beyond the edge.",
        work=sum_of_products,
    ),
    Exercise(
        name="median_filter",
        reference=median_filter,
        mistakes=mistakes.MEDIAN_FILTER_MISTAKES,
        hints=(
            "Pad as for a kernel of size x size cells, then look at one window at a time.",
            'r = size // 2 cells go on each side: np.pad(plane, r, mode="edge").',
            "np.median(padded[h : h + size, w : w + size]) is the new pixel (h, w).",
            "For colours, do so for image[:, :, c], one after the other, and stack the results on the last axis.",
        ),
        minutes=25,
        difficulty="medium",
        afterword="The median of a window is one of its own values, so no new grey appears at an edge.",
        work=sorted_window,
    ),
    Exercise(
        name="watercolour",
        reference=watercolour,
        mistakes=mistakes.WATERCOLOUR_MISTAKES,
        hints=(
            "Three steps, in the order of the text. Each takes the result of the one before.",
            "median_filter(image, 5) first; then apply_filter with sharpen_kernel().",
            "Sharpening may leave the range from 0 to 1. np.clip(values, 0, 1) brings them back.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Exchange the two steps and the effect is gone: the median wipes out what the sharpening had drawn.",
    ),
    Exercise(
        name="contrast_change",
        reference=contrast_change,
        mistakes=mistakes.CONTRAST_CHANGE_MISTAKES,
        hints=(
            "Filter the picture, and keep both: before and after.",
            "image.std() is the standard deviation over all numbers of the picture.",
            "After divided by before.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Sliding a kernel over a picture is one operation; the weights decide whether it blurs or sharpens.",
    ),
    Exercise(
        name="zero_share",
        reference=zero_share,
        mistakes=mistakes.ZERO_SHARE_MISTAKES,
        hints=(
            "Filter the picture first. Which pixels of the result count as 0?",
            "np.abs(filtered) < 1e-9 is a mask of True and False.",
            "True counts as 1: the mean of the mask is the share.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="A kernel whose weights sum to 0 measures change. Where nothing changes it gives 0, and only there.",
    ),
    Exercise(
        name="apply_filter_test",
        reference=apply_filter_test,
        mistakes=mistakes.APPLY_FILTER_TEST_MISTAKES,
        verify=separates(
            ("image", "kernel"),
            apply_filter,
            mistakes.APPLY_FILTER_MISTAKES,
            lambda case: int(case.args["least"][0]),
        ),
        hints=(
            "Take a mistake, such as a mirrored kernel. For which kernels would nobody see it?",
            "No symmetry: KH differs from KW, all weights differ, the picture's values follow no pattern.",
            "A colour picture finds mistakes with colours, an even kernel those with the extra cell of the padding.",
            "Values below 0 and above 255 in the result show what was clipped.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="One input without any symmetry finds nearly all of them. The checks of this course are made so.",
    ),
)
