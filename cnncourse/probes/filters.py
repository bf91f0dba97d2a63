"""Inputs for the exercises on filters: kernels by hand, pictures in grey and in colour."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.probes.convolution import Rng, digits, normal, strided_view
from cnncourse.probing import Case, Part, asked, caught

# ---------------------------------------------------------------- kernels


def blur_sizes(rng: Rng) -> list[Case]:
    """Name an odd size, an even one, and one that nobody tries."""
    return [
        Case("size 3", {"size": 3}, shown=True),
        Case("size 4", {"size": 4}),
        Case("another size", {"size": int(rng.integers(5, 9))}),
    ]


def sharpen_amounts(rng: Rng) -> list[Case]:
    """Name the default, no sharpening at all, and an amount between."""
    return [
        Case("the default amount", {}, shown=True),
        Case("amount 2", {}, {"amount": 2.0}),
        Case("amount 0", {}, {"amount": 0.0}),
        Case("another amount", {}, {"amount": float(rng.uniform(0.3, 4.0))}),
    ]


def emboss_straight(rng: Rng) -> list[Case]:
    """Name the four directions along an axis."""
    return [Case(f"light from {d}", {"direction": d}, shown=d == "n") for d in "nesw"]


def emboss_diagonal(rng: Rng) -> list[Case]:
    """Name the four diagonal directions."""
    return [Case(f"light from {d}", {"direction": d}, shown=d == "nw") for d in ("ne", "se", "sw", "nw")]


# ------------------------------------------------------------- predict_pixels

WALL = np.full((3, 3), 6)
SPOT = np.array([[2, 2, 2], [2, 20, 2], [2, 2, 2]])
STEP = np.array([[2, 2, 2], [2, 2, 2], [8, 8, 8]])
PREDICTED = {
    "the wall, blurred": WALL,
    "the wall, embossed": WALL,
    "the spot, blurred": SPOT,
    "the spot, after the median": SPOT,
    "the spot, sharpened": SPOT,
    "the step, embossed": STEP,
}


def predicted(*names: str) -> Any:
    """Look at some of the predicted pixels, one a case."""

    def cases(rng: Rng) -> list[Case]:
        order = list(PREDICTED)
        return [Case(name, {"window": PREDICTED[name]}, drive=asked, select=order.index(name)) for name in names]

    return cases


# ------------------------------------------------------------ normalise_kernel


def weights(name: str, kernel: Any, **more: Any) -> Case:
    """Make one case of `normalise_kernel`."""
    return Case(name, {"kernel": np.array(kernel)}, **more)


def weights_to_divide(rng: Rng) -> list[Case]:
    """Name kernels whose sum is not 0: positive, mixed, and with a sum below 0."""
    return [
        weights("weights 1, 2, 1", [[1.0, 2, 1], [2, 4, 2], [1, 2, 1]], shown=True),
        weights("a 3x2 kernel", rng.uniform(0.5, 4.0, (3, 2))),
        weights("weights of both signs", [[0.0, -1, 0], [-1, 7, -1], [0, -1, 0.5]]),
        weights("a sum below 0", [[-3.0, 1, 0.5], [-2, -1, 0.25]]),
        weights("a 1x5 kernel", rng.uniform(0.5, 4.0, (1, 5))),
    ]


def weights_of_sum_0(rng: Rng) -> list[Case]:
    """Name kernels that no factor can bring to a sum of 1."""
    a, b = (float(value) for value in rng.integers(2, 9, 2))
    return [
        weights("an emboss kernel", [[2.0, 1, 0], [1, 0, -1], [0, -1, -2]], shown=True),
        weights("a difference", [[-a, a]]),
        weights("a 2x3 kernel", [[a, b, -a - b - 1], [1.0, -b, b]]),
    ]


def weights_as_they_come(rng: Rng) -> list[Case]:
    """Hand over whole numbers, a view, a kernel that the caller still needs."""
    return [
        weights("whole numbers", rng.integers(1, 9, (3, 2))),
        Case("a view of a larger kernel", {"kernel": strided_view(rng.uniform(0.5, 4.0, (2, 3)))}),
        Case("the kernel is still the caller's", {"kernel": rng.uniform(0.5, 4.0, (3, 2))}, guard=True),
    ]


# ---------------------------------------------------------------- apply_filter


def filtering(name: str, image: np.ndarray, kernel: np.ndarray, **more: Any) -> Case:
    """Make one case of `apply_filter`."""
    return Case(name, {"image": image, "kernel": kernel}, terms=max(kernel.size, 9), **more)


def filter_grey(rng: Rng) -> list[Case]:
    """Slide odd kernels over grey pictures."""
    drawn = np.array([[0.0, 0, 1], [0, 2, 0], [-1, 0, 0]])
    return [
        filtering("a 3x3 kernel on 3x4", digits(0, 9, 3, 4), drawn, shown=True),
        filtering("a 3x3 kernel on 6x8", normal(rng, 6, 8), normal(rng, 3, 3)),
        filtering("a 5x5 kernel on 7x9", normal(rng, 7, 9), -normal(rng, 5, 5)),
    ]


def filter_shapes(rng: Rng) -> list[Case]:
    """Slide kernels that are not square, or even."""
    return [
        filtering("a 1x2 kernel on 3x4", digits(0, 9, 3, 4), np.array([[-1.0, 3]]), shown=True),
        filtering("a 5x3 kernel", normal(rng, 6, 8), normal(rng, 5, 3)),
        filtering("a 2x4 kernel", normal(rng, 6, 7), normal(rng, 2, 4)),
        filtering("a 3x2 kernel", normal(rng, 5, 7), -normal(rng, 3, 2)),
    ]


def filter_colour(rng: Rng) -> list[Case]:
    """Slide kernels over colour pictures."""
    return [
        filtering("a colour picture, a 3x3 kernel", normal(rng, 5, 7, 3), normal(rng, 3, 3)),
        filtering("a colour picture of 3 rows, a 2x3 kernel", normal(rng, 3, 6, 3), normal(rng, 2, 3)),
    ]


def filter_arrays(rng: Rng) -> list[Case]:
    """Hand over whole numbers, float32, a view, arrays that the caller still needs."""
    single = normal(rng, 5, 6).astype(np.float32)
    return [
        filtering("a picture of whole numbers", rng.integers(0, 256, (5, 6)), normal(rng, 3, 3)),
        filtering("a picture in float32", single, normal(rng, 3, 3)),
        filtering("a view of a larger picture", strided_view(normal(rng, 6, 5)), normal(rng, 3, 2)),
        filtering("the arrays are still the caller's", normal(rng, 5, 6), normal(rng, 3, 3), guard=True),
    ]


# --------------------------------------------------------------- median_filter


def median(name: str, image: np.ndarray, size: int, **more: Any) -> Case:
    """Make one case of `median_filter`."""
    return Case(name, {"image": image, "size": size}, **more)


def median_grey(rng: Rng) -> list[Case]:
    """Take the median of windows in grey pictures, one of them all negative."""
    return [
        median("size 3 on 3x5", np.array([[1.0, 2, 2, 9, 8], [1, 9, 3, 8, 8], [0, 2, 4, 7, 0]]), 3, shown=True),
        median("size 3 on 6x8", normal(rng, 6, 8), 3),
        median("size 5 on 7x6", normal(rng, 7, 6), 5),
        median("a picture of negative numbers", -10 - rng.uniform(0, 5, (5, 6)), 3),
        median("size 1", normal(rng, 4, 5), 1),
        median("size 7 on a smaller picture", normal(rng, 4, 6), 7),
    ]


def median_colour(rng: Rng) -> list[Case]:
    """Take the median of each colour by itself."""
    tinted = np.array([0.0, 1.0, 5.0])
    return [
        median("a colour picture", normal(rng, 5, 7, 3) + tinted, 3),
        median("a colour picture of 3 rows, size 5", normal(rng, 3, 6, 3) - tinted, 5),
    ]


def median_arrays(rng: Rng) -> list[Case]:
    """Hand over whole numbers, a view, a picture that the caller still needs."""
    return [
        median("a picture of whole numbers", rng.integers(0, 256, (5, 6)), 3),
        median("a view of a larger picture", strided_view(normal(rng, 6, 5)), 3),
        median("the picture is still the caller's", normal(rng, 5, 6), 3, guard=True),
    ]


# ----------------------------------------------------------------- watercolour


def painting(name: str, image: np.ndarray, **more: Any) -> Case:
    """Make one case of `watercolour`."""
    return Case(name, {"image": image}, terms=25, **more)


def watercolour_grey(rng: Rng) -> list[Case]:
    """Paint grey pictures: a border between two flats, texture."""
    flats = np.repeat([[2, 2, 2, 6, 6, 6]], 4, axis=0) / 10
    flats[1, 1] = 0.9
    return [
        painting("two flats and a speck", flats, shown=True),
        painting("texture", rng.uniform(0.3, 0.6, (8, 9))),
        painting("a picture of 3 rows", rng.uniform(0.3, 0.6, (3, 10))),
    ]


def watercolour_colour(rng: Rng) -> list[Case]:
    """Paint colour pictures."""
    return [
        painting("a colour picture", rng.uniform(0.3, 0.6, (7, 9, 3)) * [1.0, 0.8, 0.5]),
        painting("a colour picture of 3 rows", rng.uniform(0.2, 0.5, (3, 8, 3)) + [0.0, 0.2, 0.4]),
    ]


def watercolour_range(rng: Rng) -> list[Case]:
    """Paint borders between black and white, where sharpening leaves the range from 0 to 1."""
    half = np.where(np.arange(10) < 5, 0.05, 0.95)
    noisy = np.clip(half + rng.uniform(-0.05, 0.05, (7, 10)), 0, 1)
    return [
        painting("black beside white", np.repeat(half[None], 4, axis=0)),
        painting("black beside white, with noise", noisy),
        painting("the picture is still the caller's", noisy[:, ::-1].copy(), guard=True),
    ]


# ---------------------------------------------------------------------- claims

BLUR, SHARPEN = np.full((3, 3), 1 / 9), np.array([[0, -0.25, 0], [-0.25, 2, -0.25], [0, -0.25, 0]])
EMBOSS = np.array([[2.0, 1, 0], [1, 0, -1], [0, -1, -2]])


def contrast_grey(rng: Rng) -> list[Case]:
    """Measure grey pictures before and after several kernels."""
    row = np.array([[0.0, 4, 0, 4]])
    return [
        filtering("a 1x4 picture, kernel (1, 1)", row, np.array([[1.0, 1]]), shown=True),
        filtering("a blur", rng.uniform(0, 1, (7, 9)), BLUR),
        filtering("a sharpening kernel", rng.uniform(0, 1, (6, 8)), SHARPEN),
        filtering("an oblong kernel", rng.uniform(0, 1, (6, 7)), normal(rng, 3, 2)),
    ]


def contrast_colour(rng: Rng) -> list[Case]:
    """Measure colour pictures, whose colours differ in brightness."""
    tint = np.array([0.0, 0.5, 3.0])
    return [
        filtering("a colour picture, blurred", rng.uniform(0, 1, (5, 7, 3)) + tint, BLUR),
        filtering("a colour picture, sharpened", rng.uniform(0, 1, (6, 5, 3)) * (1 + tint), SHARPEN),
    ]


def zeros_drawn(rng: Rng) -> list[Case]:
    """Count in pictures of a few flat areas."""
    step = np.array([[3.0, 3, 3, 3, 7, 7]] * 3)
    box = np.full((6, 7), 0.5)
    box[2:4, 3:5] = 2.0
    return [
        filtering("a step, the emboss kernel nw", step, EMBOSS, shown=True),
        filtering("a box on a wall, the emboss kernel nw", box, EMBOSS),
        filtering("a wall", np.full((4, 5), 0.25), EMBOSS),
        filtering("a black wall, blurred", np.zeros((4, 5)), BLUR),
        filtering("a wall, weights in tenths", np.full((4, 5), 0.5), np.array([[0.1, 0.2, -0.3]])),
    ]


def zeros_drawn_by_chance(rng: Rng) -> list[Case]:
    """Count in pictures with texture, with a kernel that need not sum to 0."""
    steps = rng.integers(0, 2, (7, 9)) / 4
    steps[:, :3] = 0
    return [
        filtering("texture", rng.uniform(0.1, 0.3, (6, 8)), EMBOSS),
        filtering("a slope", np.add.outer(np.arange(5.0), np.arange(7.0)) / 16, EMBOSS),
        filtering("a black margin beside texture", steps, np.array([[1.0, 1, 1]])),
        filtering("two greys by chance", rng.integers(0, 2, (8, 9)) / 2, np.array([[-1.0, 1]])),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "blur_kernel": {"every size": Part(1, blur_sizes)},
    "sharpen_kernel": {"every amount": Part(1, sharpen_amounts)},
    "emboss_kernel": {"straight": Part(1, emboss_straight), "diagonal": Part(1, emboss_diagonal)},
    "predict_pixels": {
        "wall": Part(1, predicted("the wall, blurred", "the wall, embossed")),
        "spot": Part(1, predicted("the spot, blurred", "the spot, after the median", "the spot, sharpened")),
        "step": Part(1, predicted("the step, embossed")),
    },
    "normalise_kernel": {
        "a sum to divide by": Part(1, weights_to_divide),
        "sum 0": Part(1, weights_of_sum_0),
        "any array": Part(1, weights_as_they_come),
    },
    "apply_filter": {
        "grey": Part(3, filter_grey),
        "any kernel": Part(1, filter_shapes),
        "colour": Part(2, filter_colour),
        "any array": Part(1, filter_arrays),
    },
    "median_filter": {
        "grey": Part(3, median_grey),
        "colour": Part(1, median_colour),
        "any array": Part(1, median_arrays),
    },
    "watercolour": {
        "grey": Part(2, watercolour_grey),
        "colour": Part(1, watercolour_colour),
        "from 0 to 1": Part(1, watercolour_range),
    },
    "contrast_change": {"grey": Part(1, contrast_grey), "colour": Part(1, contrast_colour)},
    "zero_share": {"flat areas": Part(1, zeros_drawn), "texture": Part(1, zeros_drawn_by_chance)},
    "apply_filter_test": {"a few": Part(1, caught(15)), "more": Part(1, caught(25)), "nearly all": Part(1, caught(35))},
}

ELSEWHERE = ("scipy", "scipy.ndimage", "scipy.signal", "skimage", "cv2", "PIL", "cnncourse.numpy", "cnncourse.torch")
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "blur_kernel": ("cnncourse.numpy",),
    "sharpen_kernel": ("cnncourse.numpy",),
    "emboss_kernel": ("cnncourse.numpy",),
    "apply_filter": (*ELSEWHERE, "torch.nn.functional.conv2d", "torch.conv2d", "torch.nn.Conv2d"),
    "median_filter": ELSEWHERE,
    "watercolour": ("cnncourse.numpy.watercolour",),
}
