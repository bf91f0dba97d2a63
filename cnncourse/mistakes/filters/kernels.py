"""Mistakes in the kernels that blur, sharpen and emboss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.numpy.arrays import Array
from cnncourse.numpy.filters import COMPASS, RING, emboss_kernel


def box(value: Callable[[int], float]) -> Callable[[int], Array]:
    """Fill a size x size kernel with one value."""
    return lambda size: np.full((size, size), value(size))


BLUR_KERNEL_MISTAKES = (
    Mistake(
        "the weights are all 1",
        box(lambda size: 1.0),
        "They must sum to 1, or the picture gets size * size times as bright: divide.",
    ),
    Mistake(
        "the weights are 1 / size",
        box(lambda size: 1 / size),
        "There are size * size weights, so each is 1 / size**2.",
    ),
    Mistake(
        "the kernel is always 3x3",
        lambda size: np.full((3, 3), 1 / 9),
        "Build it from `size`.",
    ),
    Mistake(
        "the kernel is always divided by 9",
        box(lambda size: 1 / 9),
        "Divide by the number of weights, size * size.",
    ),
    Mistake(
        "the kernel is one row",
        lambda size: np.full((1, size), 1 / size),
        "It has size rows and size columns.",
    ),
    Mistake(
        "the division drops the fraction",
        box(lambda size: 1 // size**2),
        "1 // 9 is 0, and an integer array cannot hold 1/9: divide with `/`.",
    ),
    Mistake(
        "the kernel is a flat list of weights",
        lambda size: np.full(size * size, 1 / size**2),
        "It has size rows and size columns: shape (size, size).",
        (lambda size: np.full(size, 1 / size),),
    ),
    Mistake(
        "the size is rounded to an odd number",
        lambda size: np.full((size // 2 * 2 + 1,) * 2, 1 / (size // 2 * 2 + 1) ** 2),
        "Even sizes are allowed: the kernel is size x size.",
    ),
    Mistake(
        "the weights are rounded to float32",
        lambda size: np.full((size, size), 1 / size**2, np.float32),
        "float64 is asked for: leave the dtype out.",
    ),
)


def cross(centre: Callable[[float], float], side: Callable[[float], float], corner: Callable[[float], float]):
    """Build a 3x3 kernel from its three kinds of cells."""

    def answer(amount=1.0):
        c, s, k = centre(amount), side(amount), corner(amount)
        return np.array([[k, s, k], [s, c, s], [k, s, k]], float)

    return answer


SHARPEN_KERNEL_MISTAKES = tuple(
    Mistake(name, cross(*cells), message)
    for name, cells, message in (
        (
            "the neighbours are added, not subtracted",
            (lambda t: 1 + t, lambda t: t / 4, lambda t: 0),
            "Sharpening adds the difference to the neighbours' mean: their weights are negative.",
        ),
        (
            "the amount is not shared among the neighbours",
            (lambda t: 1 + t, lambda t: -t, lambda t: 0),
            "Each of the four neighbours gets a quarter of it, so that all weights sum to 1.",
        ),
        (
            "the neighbours' sum is taken for their mean",
            (lambda t: 1 + 4 * t, lambda t: -t, lambda t: 0),
            "The mean divides by four: 1 + amount in the centre, -amount / 4 beside it.",
        ),
        (
            "the corners count as neighbours",
            (lambda t: 1 + t, lambda t: -t / 8, lambda t: -t / 8),
            "The mean is that of the four direct neighbours; the corners are 0.",
        ),
        (
            "the corners weigh as much as the direct neighbours",
            (lambda t: 1 + t, lambda t: -t / 4, lambda t: -t / 4),
            "Only the four direct neighbours count. The corners are 0, so that all weights sum to 1.",
        ),
        (
            "the picture itself is missing",
            (lambda t: t, lambda t: -t / 4, lambda t: 0),
            "The weights then sum to 0 and only the edges remain. Add the identity: 1 + amount in the centre.",
        ),
        (
            "the amount is ignored",
            (lambda t: 2, lambda t: -0.25, lambda t: 0),
            "The amount scales the difference: 1 + amount in the centre, -amount / 4 beside it.",
        ),
        (
            "only the neighbours are scaled",
            (lambda t: 2, lambda t: -t / 4, lambda t: 0),
            "The centre grows with the amount too, so that all weights sum to 1.",
        ),
        (
            "the mean is weighed with the wrong sign: the kernel blurs",
            (lambda t: 1 - t, lambda t: t / 4, lambda t: 0),
            "Identity + amount * (identity - mean), not identity + amount * (mean - identity).",
        ),
        (
            "the neighbours' weights are stored as whole numbers",
            (lambda t: 1 + int(t), lambda t: int(-t / 4), lambda t: 0),
            "An integer array cannot hold a quarter: build it with dtype=float.",
        ),
        (
            "the kernel is the usual one, whatever the amount",
            (lambda t: 5, lambda t: -1, lambda t: 0),
            "That is the kernel for amount 4. Here: 1 + amount in the centre, -amount / 4 beside it.",
        ),
        (
            "the mean is that of all nine cells",
            (lambda t: 1 + t * 8 / 9, lambda t: -t / 9, lambda t: -t / 9),
            "The mean is that of the four direct neighbours, without the centre and the corners.",
        ),
        (
            "the centre counts as its own neighbour",
            (lambda t: 1 + t * 4 / 5, lambda t: -t / 5, lambda t: 0),
            "The mean is that of the four direct neighbours, without the centre.",
        ),
        (
            "the whole kernel is scaled by the amount",
            (lambda t: 2 * t, lambda t: -t / 4, lambda t: 0),
            "The identity is not scaled: identity + amount * (identity - mean).",
        ),
    )
)


def ring(direction: str, around: tuple[float, ...]) -> Array:
    """Write `around` along the ring of outer cells, beginning where the light comes from."""
    kernel = np.zeros((3, 3))
    for step, value in enumerate(around):
        kernel[RING[(COMPASS.index(direction) + step) % 8]] = value
    return kernel


def turned(direction: str, steps: int) -> Array:
    """Turn the light by `steps` eighths of the compass."""
    return emboss_kernel(COMPASS[(COMPASS.index(direction) + steps) % 8])


def lit(direction: str, centre: float) -> Array:
    """Give the kernel a centre."""
    kernel = emboss_kernel(direction)
    kernel[1, 1] = centre
    return kernel


def backwards(direction: str) -> Array:
    """Start from n, or from nw, and turn anticlockwise where the compass goes clockwise."""
    order = ("n", "e", "s", "w") if len(direction) == 1 else ("nw", "ne", "se", "sw")
    return np.rot90(emboss_kernel(order[0]), order.index(direction))


def symmetric(direction: str) -> Array:
    """Transpose nw and se, which changes nothing, for ne and sw."""
    return emboss_kernel({"ne": "nw", "sw": "se"}.get(direction, direction))


def summed(direction: str) -> Array:
    """Add up the kernels of the letters."""
    return sum((emboss_kernel(letter) for letter in direction), np.zeros((3, 3)))


EMBOSS_KERNEL_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the light comes from the opposite side",
            lambda direction: turned(direction, 4),
            "The cell towards the light is positive.",
        ),
        (
            "the light comes a quarter turn clockwise of where it should",
            lambda direction: turned(direction, 2),
            "n is the top row, e the right column.",
        ),
        (
            "the light comes a quarter turn anticlockwise of where it should",
            lambda direction: turned(direction, -2),
            "n is the top row, e the right column.",
        ),
        (
            "rows and columns are exchanged",
            lambda direction: emboss_kernel(direction).T,
            "n and s differ by rows, e and w by columns. Walking around the ring the wrong way gives the same.",
        ),
        (
            "the centre is 1",
            lambda direction: lit(direction, 1.0),
            "Then the weights sum to 1 and the picture shines through. The centre is 0, the sum 0.",
        ),
        (
            "the three cells on a side weigh the same",
            lambda direction: ring(direction, (1, 1, 0, -1, -1, -1, 0, 1)),
            "The cell that faces the light has weight 2, its neighbours on the ring 1.",
        ),
        (
            "the dark side is left out",
            lambda direction: ring(direction, (2, 1, 0, 0, 0, 0, 0, 1)),
            "The cells away from the light are negative, so that the sum is 0.",
        ),
        (
            "the kernel is the same for every direction",
            lambda direction: emboss_kernel("nw"),
            "The kernel turns with the direction.",
        ),
        (
            "east and west are exchanged",
            lambda direction: emboss_kernel(direction)[:, ::-1],
            "e is the right column, w the left one.",
        ),
        (
            "north and south are exchanged",
            lambda direction: emboss_kernel(direction)[::-1],
            "n is the top row, s the bottom row.",
        ),
        (
            "the kernel turns the wrong way round",
            backwards,
            "From n clockwise the directions are ne, e, se, s: np.rot90 turns anticlockwise.",
        ),
        (
            "ne and sw get the kernels of nw and se",
            symmetric,
            "The kernel for nw stays the same when it is transposed. Mirrored left to right, it is that for ne.",
        ),
        (
            "the weights are divided",
            lambda direction: emboss_kernel(direction) / 4,
            "The weights are 2, 1, 0, -1, -2.",
            lambda direction: emboss_kernel(direction) / 8,
        ),
        (
            "a diagonal is the sum of its two directions",
            summed,
            "Walk around the ring from the corner: 2, 1, 0, -1, -2.",
        ),
    ),
)


def divided(by: Callable[[Array], Any], at_zero: Callable[[Array], Any] | None = None) -> Callable[[Array], Array]:
    """Divide the weights by something; at a sum of 0, leave them as they are unless told otherwise."""

    def answer(kernel: Array) -> Array:
        if kernel.sum() == 0:
            return at_zero(kernel) if at_zero else kernel.astype(float)
        return kernel / by(kernel)

    return answer


def total(kernel: Array) -> float:
    """Return the sum of the weights."""
    return kernel.sum()


def in_place(kernel: Array) -> Array:
    """Divide the caller's own array."""
    if kernel.sum():
        kernel /= kernel.sum()
    return kernel


def refuse(kernel: Array) -> Array:
    """Raise, as an assertion on the sum does."""
    assert kernel.sum() != 0
    return kernel / kernel.sum()


def softmax(kernel: Array) -> Array:
    """Make the weights positive by the exponential, then divide."""
    powers = np.exp(kernel - kernel.max())
    return powers / powers.sum()


NORMALISE_KERNEL_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the weights are divided by their number",
            divided(lambda kernel: kernel.size, lambda kernel: kernel / kernel.size),
            "Divide by the sum of the weights. Only where each weight is 1 is that their number.",
        ),
        (
            "the weights are divided by the largest one",
            divided(lambda kernel: kernel.max(), lambda kernel: kernel / kernel.max()),
            "Then the largest weight is 1. Divide by the sum, and the sum is 1.",
        ),
        (
            "the weights are divided by the sum of their absolute values",
            divided(lambda kernel: np.abs(kernel).sum(), lambda kernel: kernel / np.abs(kernel).sum()),
            "Weights below 0 count as what they are: divide by the plain sum.",
            divided(lambda kernel: np.abs(kernel).sum()),
        ),
        (
            "the absolute value of the sum divides",
            divided(lambda kernel: abs(kernel.sum())),
            "Then a kernel with a sum below 0 ends with the sum -1. Divide by the sum as it is.",
        ),
        (
            "each row is normalised by itself",
            divided(lambda kernel: kernel.sum(axis=1, keepdims=True)),
            "One number divides the whole kernel: the sum of all weights.",
            lambda kernel: kernel / kernel.sum(axis=1, keepdims=True),
        ),
        (
            "each column is normalised by itself",
            divided(lambda kernel: kernel.sum(axis=0)),
            "One number divides the whole kernel: the sum of all weights.",
            lambda kernel: kernel / kernel.sum(axis=0),
        ),
        (
            "the weights are divided by their Euclidean norm",
            divided(np.linalg.norm, lambda kernel: kernel / np.linalg.norm(kernel)),
            "Then the squares sum to 1. Here the weights themselves have to.",
            divided(np.linalg.norm),
        ),
        (
            "the weights are divided by the sum, even where it is 0",
            lambda kernel: kernel / total(kernel),
            "A division by 0 gives no numbers. Where the sum is 0, return the weights as they are.",
            lambda kernel: np.nan_to_num(kernel / total(kernel)),
        ),
        (
            "a small number is added to the sum",
            lambda kernel: kernel / (total(kernel) + 1e-8),
            "That makes weights of many millions where the sum is 0. Look at the sum first.",
            lambda kernel: kernel / (total(kernel) + 1e-6),
            lambda kernel: kernel / (total(kernel) + 1e-9),
            lambda kernel: kernel / (total(kernel) + 1e-10),
            lambda kernel: kernel / (total(kernel) + 1e-12),
        ),
        (
            "the weights are divided by the number of rows",
            lambda kernel: kernel / len(kernel),
            "Divide by the sum of all weights.",
            divided(len),
        ),
        (
            "a kernel whose sum is 0 becomes zeros",
            divided(total, lambda kernel: np.zeros(kernel.shape)),
            "Where the sum is 0, return the weights as they are: the emboss kernel is still needed.",
            divided(total, lambda kernel: 0.0),
        ),
        (
            "a kernel whose sum is 0 is divided by something else",
            divided(total, lambda kernel: kernel / np.abs(kernel).sum()),
            "Where the sum is 0, return the weights as they are.",
            divided(total, lambda kernel: kernel / kernel.max()),
            divided(total, lambda kernel: kernel / kernel.size),
        ),
        (
            "a kernel whose sum is 0 is refused",
            refuse,
            "Where the sum is 0, return the weights as they are.",
        ),
        (
            "the caller's array is divided in place",
            in_place,
            "`kernel /= total` writes into the caller's array, and fails on whole numbers. Write `kernel / total`.",
        ),
        (
            "the excess is taken off every weight",
            lambda kernel: kernel - (kernel.sum() - 1) / kernel.size,
            "That changes how the weights compare with one another. Divide all by the same number.",
            lambda kernel: kernel - (kernel.sum() - 1) / kernel.size if kernel.sum() else kernel,
        ),
        (
            "the weights are stretched to the range from 0 to 1",
            lambda kernel: (kernel - kernel.min()) / (kernel.max() - kernel.min()),
            "Not the range is to be 1, but the sum: divide by it.",
        ),
        (
            "the exponential is taken first",
            softmax,
            "That is the softmax, which makes all weights positive. Here weights below 0 stay below 0.",
        ),
        (
            "the division drops the fraction",
            lambda kernel: kernel // kernel.sum() if kernel.sum() else kernel,
            "`//` rounds down to whole numbers: divide with `/`.",
        ),
        (
            "a sum below 0 is treated like 0",
            lambda kernel: kernel / kernel.sum() if kernel.sum() > 0 else kernel,
            "Only the sum 0 is special. A sum below 0 divides like any other.",
        ),
        (
            "the weights are rounded to float32",
            lambda kernel: divided(total)(kernel).astype(np.float32),
            "float64 is asked for: leave the dtype out.",
        ),
    ),
)
