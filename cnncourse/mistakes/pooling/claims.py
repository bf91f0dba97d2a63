"""Mistakes in shift_shares and relu_gaps, and weak inputs for a test of max_pool2d."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.pooling.windows import Array
from cnncourse.numpy import avg_pool2d, max_pool2d


def pooled(image: Array, kernel_size: int, pool: Callable[..., Array] = max_pool2d, **options: Any) -> Array:
    """Pool one map."""
    return pool(image[None, None], kernel_size, **options)[0, 0]


def shares(before: Array, after: Array, k: int, shift: int) -> tuple[float, float]:
    """Return the two shares of two pooled maps."""
    return float(np.mean(before == after)), float(np.mean(np.roll(before, shift // k, 1) == after))


def as_it_is(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Leave a rule as it is: it has the signature of its exercise."""
    return rule


def moved(image: Array, shift: int, fill: str) -> Array:
    """Move an image to the right; what enters is zeros, or the edge."""
    options: Any = {"mode": "edge"} if fill == "edge" else {}
    return np.pad(image, ((0, 0), (shift, 0)), **options)[:, : image.shape[1]]


def by(pool: Callable[..., Array], **options: Any) -> Callable[..., Any]:
    """Pool in another way."""
    return lambda image, k, shift: shares(
        pooled(image, k, pool, **options), pooled(np.roll(image, shift, 1), k, pool, **options), k, shift
    )


def right_shares(image: Array, k: int, shift: int) -> tuple[float, float]:
    """Return the right shares."""
    return shares(pooled(image, k), pooled(np.roll(image, shift, 1), k), k, shift)


def after_moving(change: Callable[[Array, int], Array]) -> Callable[..., Any]:
    """Move the image in another way."""
    return lambda image, k, shift: shares(pooled(image, k), pooled(change(image, shift), k), k, shift)


def second(steps: Callable[[Array, int, int], Array]) -> Callable[..., Any]:
    """Move the pooled map in another way."""

    def rule(image, kernel_size, shift):
        before, after = pooled(image, kernel_size), pooled(np.roll(image, shift, 1), kernel_size)
        return float(np.mean(before == after)), float(np.mean(steps(before, kernel_size, shift) == after))

    return rule


def rolled_flat(image, kernel_size, shift):
    """Leave the axis out, for the image and for its pooled map."""
    before, after = pooled(image, kernel_size), pooled(np.roll(image, shift), kernel_size)
    return float(np.mean(before == after)), float(np.mean(np.roll(before, shift // kernel_size) == after))


def in_place(image, kernel_size, shift):
    """Write into the image."""
    result = right_shares(image, kernel_size, shift)
    image[...] = np.roll(image, shift, 1)
    return result


def of_cells(count: Callable[[float, int], float]) -> Callable[..., Any]:
    """Turn each share into something else."""

    def rule(image, kernel_size, shift):
        cells = pooled(image, kernel_size).size
        return tuple(count(share, cells) for share in right_shares(image, kernel_size, shift))

    return rule


SHIFT_SHARES_MISTAKES = declared(
    as_it_is,
    (
        (
            "the image is moved down",
            after_moving(lambda image, shift: np.roll(image, shift, 0)),
            "Columns are axis 1: np.roll(image, shift, axis=1).",
            lambda image, k, shift: right_shares(image.T, k, shift),
        ),
        (
            "the image is moved to the left",
            after_moving(lambda image, shift: np.roll(image, -shift, 1)),
            "np.roll(image, shift, axis=1) with a positive shift moves to the right.",
        ),
        (
            "the image is moved in both directions",
            after_moving(lambda image, shift: np.roll(image, (shift, shift), (0, 1))),
            "Only the columns move: axis=1.",
        ),
        (
            "rows run over into one another",
            after_moving(lambda image, shift: np.roll(image, shift)),
            "Without an axis np.roll flattens the image. Give axis=1.",
            rolled_flat,
        ),
        (
            "what leaves on the right is lost",
            after_moving(lambda image, shift: moved(image, shift, "zeros")),
            "The columns that leave on the right come in again on the left: np.roll.",
            after_moving(lambda image, shift: moved(image, shift, "edge")),
        ),
        (
            "the image is not moved",
            after_moving(lambda image, shift: image),
            "np.roll returns a new image; keep it, and pool that.",
        ),
        (
            "the image is moved by one window in place of `shift` columns",
            lambda image, k, shift: shares(pooled(image, k), pooled(np.roll(image, k, 1), k), k, shift),
            "Move the image by `shift` columns.",
        ),
        (
            "the pooled map is not moved",
            second(lambda before, k, shift: before),
            "The second share compares with the pooled map moved by shift // kernel_size columns. Of four axes the "
            "columns are the last.",
        ),
        (
            "the pooled map is moved as far as the image",
            second(lambda before, k, shift: np.roll(before, shift, 1)),
            "One column of the pooled map stands for kernel_size columns of the image.",
        ),
        (
            "the pooled map is moved by one column",
            second(lambda before, k, shift: np.roll(before, 1, 1)),
            "The pooled map moves by shift // kernel_size columns.",
        ),
        (
            "the pooled map is moved to the left",
            second(lambda before, k, shift: np.roll(before, -(shift // k), 1)),
            "Both move to the right.",
        ),
        (
            "the number of columns is rounded up",
            second(lambda before, k, shift: np.roll(before, -(-shift // k), 1)),
            "The pooled map moves by shift // kernel_size columns: `//` rounds down.",
        ),
        (
            "the windows overlap",
            by(max_pool2d, stride=1),
            "The windows lie side by side: leave the stride out.",
        ),
        ("the mean of each window is taken", by(avg_pool2d), "The claim is about max pooling."),
        (
            "cells that differ are counted",
            of_cells(lambda share, cells: 1 - share),
            "The shares are of the cells that are equal.",
        ),
        (
            "cells are counted, not shares",
            of_cells(lambda share, cells: round(share * cells)),
            "Divide by the number of cells of the pooled map, or take the mean of the comparison.",
        ),
        ("the shares are in percent", of_cells(lambda share, cells: 100 * share), "A share lies between 0 and 1."),
        (
            "the whole map must be equal",
            of_cells(lambda share, cells: float(share == 1)),
            "Count how many cells are equal, not whether all are.",
        ),
        (
            "the images are compared, not their pooled maps",
            lambda image, k, shift: (
                float(np.mean(image == np.roll(image, shift, 1))),
                float(np.mean(image == np.roll(image, shift, 1))),
            ),
            "Pool both images first, then compare.",
            lambda image, k, shift: (float(np.mean(image == np.roll(image, shift, 1))), 1.0),
        ),
        (
            "the two shares are exchanged",
            lambda image, k, shift: right_shares(image, k, shift)[::-1],
            "Return (unchanged, followed).",
        ),
        ("image is overwritten", in_place, "The caller still needs the image. np.roll makes a copy."),
    ),
)


def relu(x: Array) -> Array:
    """Put 0 in place of negative numbers."""
    return np.maximum(x, 0)


def gaps(
    measure: Callable[[Array], Any],
    bend: Callable[[Array], Array] = relu,
    outer: Callable[[Array], Array] | None = None,
) -> Callable[..., Any]:
    """Measure the differences in another way, or bend with another function."""

    def rule(x, kernel_size):
        last = outer or bend
        return tuple(
            float(measure(pool(bend(x), kernel_size) - last(pool(x, kernel_size)))) for pool in (max_pool2d, avg_pool2d)
        )

    return rule


def largest(difference: Array) -> Any:
    """Return the largest absolute value."""
    return np.abs(difference).max()


def stepwise(x, kernel_size):
    """Move the window by one."""
    return tuple(
        float(largest(pool(relu(x), kernel_size, 1) - relu(pool(x, kernel_size, 1))))
        for pool in (max_pool2d, avg_pool2d)
    )


def global_gaps(x, kernel_size):
    """Pool the whole map."""
    return gaps(largest)(x, x.shape[2:])


def relu_in_place(x, kernel_size):
    """Write into x."""
    result = gaps(largest)(x, kernel_size)
    x[x < 0] = 0
    return result


def relu_for_good(x, kernel_size):
    """Write into x before the second pooling reads it."""
    first, _ = gaps(largest)(x, kernel_size)
    x[x < 0] = 0
    return first, 0.0


RELU_GAPS_MISTAKES = declared(
    as_it_is,
    (
        (
            "the two gaps are exchanged",
            lambda x, k: gaps(largest)(x, k)[::-1],
            "Return (gap of max pooling, gap of average pooling).",
        ),
        ("the gaps are averaged", gaps(lambda d: np.abs(d).mean()), "The largest gap is asked for."),
        ("the gaps are added up", gaps(lambda d: np.abs(d).sum()), "The largest gap is asked for."),
        ("the gaps are squared", gaps(lambda d: (d**2).max()), "Take absolute values, not squares."),
        (
            "gaps are counted",
            gaps(lambda d: np.count_nonzero(np.abs(d) > 1e-9)),
            "The size of the largest gap is asked for.",
            gaps(lambda d: np.mean(np.abs(d) > 1e-9)),
            gaps(lambda d: np.any(np.abs(d) > 1e-9)),
        ),
        (
            "ReLU takes the absolute value",
            gaps(largest, np.abs),
            "ReLU puts 0 in place of negative numbers: np.maximum(x, 0).",
        ),
        (
            "ReLU after the pooling is left out",
            gaps(largest, relu, lambda y: y),
            "Compare pool(relu(x)) with relu(pool(x)).",
        ),
        (
            "ReLU before the pooling is left out",
            gaps(largest, lambda x: x, relu),
            "Compare pool(relu(x)) with relu(pool(x)).",
        ),
        (
            "the differences keep their sign",
            gaps(lambda d: (-d).max()),
            "A gap has no sign, and these may all be negative. Take absolute values before the maximum.",
        ),
        (
            "both orders are the same",
            lambda x, k: (0.0, 0.0),
            "One of the two applies ReLU first, the other pools first.",
        ),
        ("the window moves by 1", stepwise, "The windows lie side by side: leave the stride out."),
        ("whole maps are pooled", global_gaps, "Pool windows of kernel_size."),
        (
            "x is overwritten",
            relu_in_place,
            "The caller still needs x, and so does the second pooling. np.maximum(x, 0) makes a copy.",
            relu_for_good,
        ),
    ),
)


def inputs(x: Array, kernel_size: Any = (2, 3), stride: Any = (3, 2), padding: Any = (1, 0), ceil_mode: bool = True):
    """Return an answer that gives these inputs."""
    return lambda: (x, kernel_size, stride, padding, ceil_mode)


def drawn(*shape: int, low: int = -90, high: int = -1) -> Array:
    """Return the same whole numbers for the same shape."""
    return np.random.default_rng(shape).integers(low, high, shape, endpoint=True).astype(float)


MAX_POOL2D_TEST_MISTAKES = (
    Mistake(
        "all numbers of x are equal",
        inputs(np.ones((2, 3, 7, 8))),
        "Then every choice in a window is as good as the maximum. Draw x at random.",
        (inputs(np.zeros((2, 3, 7, 8))),),
    ),
    Mistake(
        "all numbers of x are positive",
        inputs(drawn(2, 3, 7, 8, low=1, high=90)),
        "Then a padding of zeros never wins. Use negative numbers.",
    ),
    Mistake(
        "there is one image with one map",
        inputs(drawn(1, 1, 7, 8)),
        "A function that looks at the first image or map alone goes unnoticed. Use several of both.",
    ),
    Mistake(
        "the two directions are treated alike",
        inputs(drawn(2, 3, 7, 8), 2, 3, 1, True),
        "Swapped pairs go unnoticed. Give pairs of two different numbers.",
        (inputs(drawn(2, 3, 7, 7), 2, 2, 0, False),),
    ),
    Mistake(
        "the windows lie side by side",
        inputs(drawn(2, 3, 7, 8), (2, 3), (2, 3), (1, 0), True),
        "A function that ignores the stride goes unnoticed. Choose another stride than the window's size.",
    ),
    Mistake(
        "there is no padding",
        inputs(drawn(2, 3, 7, 8), padding=0),
        "What a function does with padding goes unnoticed.",
    ),
    Mistake(
        "ceil_mode is off",
        inputs(drawn(2, 3, 7, 8), ceil_mode=False),
        "A function that ignores ceil_mode goes unnoticed.",
    ),
    Mistake(
        "no window hangs over the edge",
        inputs(drawn(2, 3, 6, 9)),
        "Then ceil_mode has nothing to do. Choose a number of rows that leaves some over.",
    ),
)
