"""Mistakes in predict_outputs and inputs_for_shortcut_a."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

PREDICTED = ([0, 3, 1], [3, 0, 2], [-1, 3, 1], [2, 128, 8, 10], [2048, 9216, 4096, 8192])


def row(index: int) -> Callable[[Sequence[int]], Callable[[], list[list[int]]]]:
    """Make an answer that is wrong in one row."""
    return lambda wrong: lambda: [list(wrong if i == index else right) for i, right in enumerate(PREDICTED)]


PREDICT_OUTPUTS_MISTAKES = (
    *declared(
        row(0),
        (
            (
                "the shortcut is left out of row 0",
                [0, 4, 0],
                "y = relu(F(x) + x): add x to F(x) before the ReLU.",
            ),
            (
                "the ReLU is left out of row 0",
                [-1, 3, 1],
                "The last step of this block is a ReLU: negative values become 0.",
            ),
            (
                "the shortcut of row 0 is added after the ReLU",
                [3, 3, 2],
                "Add first, then apply the ReLU to the sum.",
            ),
            (
                "both terms of row 0 go through a ReLU of their own",
                [3, 4, 2],
                "There is one ReLU, and it sees the sum.",
            ),
            (
                "the shortcut of row 0 goes through a ReLU first",
                [0, 4, 1],
                "x is added as it is, negative values included.",
            ),
        ),
    ),
    *declared(
        row(1),
        (
            (
                "a block whose F gives zeros is taken to give zeros",
                [0, 0, 0],
                "The shortcut remains: y = relu(0 + x).",
            ),
            (
                "a block whose F gives zeros is taken for the identity",
                [3, -1, 2],
                "Nearly: the ReLU at its end still cuts what is negative, y = relu(x).",
            ),
            (
                "F of row 0 is used again in row 1",
                [0, 3, 1],
                "In row 1 F gives zeros whatever x holds: y = relu(0 + x).",
            ),
        ),
    ),
    *declared(
        row(2),
        (
            (
                "a ReLU follows the addition in the pre-activation block",
                [0, 3, 1],
                "Nothing follows the addition there: y = x + F(x), negative values included.",
            ),
            (
                "the shortcut of the pre-activation block is rectified",
                [-1, 4, 1],
                "The shortcut takes x itself; BN and ReLU belong to the residual path.",
            ),
            (
                "the shortcut is left out of the pre-activation block",
                [-4, 4, -1],
                "y = x + F(x).",
            ),
        ),
    ),
    *declared(
        row(3),
        (
            (
                "the sizes are rounded down",
                [2, 128, 7, 10],
                "A 3x3 convolution with padding 1 and stride 2 makes 8 rows of 15: sizes are rounded up.",
            ),
            (
                "the stride is left out of the shape",
                [2, 128, 15, 20],
                "The 3x3 convolution has stride 2, and so has the projection.",
            ),
            (
                "the output has as many channels as the middle",
                [2, 32, 8, 10],
                "The last 1x1 convolution makes expansion * width channels.",
                [2, 32, 7, 10],
            ),
            (
                "the output keeps the channels that came in",
                [2, 64, 8, 10],
                "The last 1x1 convolution makes expansion * width channels; the projection makes x fit.",
                [2, 64, 7, 10],
            ),
            (
                "the channels that came in are expanded",
                [2, 256, 8, 10],
                "The expansion counts from the width: 4 * 32.",
                [2, 256, 7, 10],
            ),
            (
                "the padding of the 3x3 convolution is forgotten",
                [2, 128, 7, 9],
                "It has padding 1, so that at stride 1 the size would stay.",
            ),
            (
                "rows and columns change places in the shape",
                [2, 128, 10, 8],
                "The order is (N, C, H, W), rows before columns.",
            ),
            (
                "the channels come last in the shape",
                [2, 8, 10, 128],
                "The order is (N, C, H, W).",
            ),
        ),
    ),
    *declared(
        row(4),
        (
            (
                "a bias is counted for each filter",
                [2080, 9248, 4224, 8320],
                "Convolutions before a batch norm have no bias.",
            ),
            (
                "the kernel of 3 x 3 counts 3",
                [2048, 3072, 4096, 8192],
                "A 3x3 kernel has 9 weights for each pair of channels.",
            ),
            (
                "the 3x3 kernel counts 1",
                [2048, 1024, 4096, 8192],
                "A 3x3 kernel has 9 weights for each pair of channels.",
            ),
            (
                "the projection is taken to read the middle",
                [2048, 9216, 4096, 4096],
                "The projection starts at x, which has 64 channels, and makes 128.",
            ),
            (
                "the projection is taken to make the channels of the middle",
                [2048, 9216, 4096, 2048],
                "The projection makes as many channels as the third convolution, to be added: 128.",
            ),
            (
                "the projection is taken for a 3x3 convolution",
                [2048, 9216, 4096, 73728],
                "The projection is a 1x1 convolution: 64 * 128 weights.",
            ),
            (
                "the projection is said to cost nothing",
                [2048, 9216, 4096, 0],
                "The shape changes, so there is a projection, 64 * 128 weights.",
            ),
            (
                "the 3x3 convolution works on the channels that come in",
                [4096, 36864, 8192, 8192],
                "The first 1x1 convolution reduces 64 channels to 32, and the 3x3 convolution stays there.",
            ),
            (
                "the weights of the batch norms are added",
                [2112, 9280, 4352, 8448],
                "Asked are the convolutions alone.",
            ),
        ),
    ),
)  # fmt: skip

# ------------------------------------------------------ inputs_for_shortcut_a


def inputs(rule: Callable[[Callable[..., np.ndarray]], Any]) -> Callable[[], Any]:
    """Make weak inputs of three kinds of numbers: a rule gets a function from a shape to an array."""
    return lambda: rule(lambda *shape: np.arange(1.0, 1 + np.prod(shape)).reshape(shape))


ARANGE, ONES, ZEROS = (
    lambda *shape: np.arange(np.prod(shape), dtype=float).reshape(shape),
    lambda *shape: np.ones(shape),
    lambda *shape: np.zeros(shape),
)

INPUTS_FOR_SHORTCUT_A_MISTAKES = declared(
    inputs,
    (
        (
            "the stride is 1",
            lambda x: (x(2, 2, 5, 6), 5, 1),
            "At stride 1 nobody sees how the maps are subsampled.",
            lambda x: (x(2, 2, 5, 6), 4, 1),
            lambda x: (x(1, 2, 4, 4), 4, 1),
        ),
        (
            "no channels are added",
            lambda x: (x(2, 3, 5, 7), 3, 3),
            "With as many channels as before nobody sees where the zeros go.",
            lambda x: (x(2, 3, 5, 7), 3, 2),
            lambda x: (x(1, 2, 4, 4), 2, 2),
        ),
        (
            "all cells hold 1",
            lambda x: (ONES(2, 2, 7, 8), 5, 3),
            "Equal cells look alike wherever they are taken from.",
            lambda x: (ONES(2, 2, 5, 6), 4, 2),
            lambda x: (ONES(1, 2, 4, 4), 4, 2),
        ),
        (
            "all cells hold 0",
            lambda x: (ZEROS(2, 2, 7, 8), 5, 3),
            "Zeros cannot be told from the channels that are added.",
            lambda x: (ZEROS(2, 2, 5, 6), 4, 2),
            lambda x: (ZEROS(1, 2, 4, 4), 4, 2),
        ),
        (
            "no cell is negative",
            lambda x: (x(2, 2, 7, 8) / 2, 5, 3),
            "A ReLU that does not belong there goes unseen.",
            lambda x: (x(2, 2, 7, 8) / 4, 5, 3),
        ),
        (
            "all cells hold whole numbers",
            lambda x: (x(2, 2, 7, 8) - 50, 5, 3),
            "Fractions that are cut off go unseen.",
            lambda x: (x(2, 2, 7, 8) - 100, 5, 3),
        ),
        (
            "a single map of a single image is tried",
            lambda x: (x(1, 1, 2, 2), 2, 2),
            "One map leaves most questions about images and channels open.",
            lambda x: (x(1, 1, 4, 4), 2, 2),
            lambda x: (x(1, 1, 4, 5), 2, 2),
        ),
        (
            "the sizes are multiples of the stride",
            lambda x: (x(2, 2, 6, 9) / 4 - 20, 5, 3),
            "Only a size with cells left over shows whether it is rounded up.",
            lambda x: (x(2, 2, 6, 9) / 2 - 20, 5, 3),
        ),
        (
            "the stride is 2",
            lambda x: (x(2, 2, 7, 9) / 4 - 20, 5, 2),
            "A function that always takes 2 goes unseen.",
            lambda x: (x(2, 2, 5, 7) / 4 - 10, 5, 2),
        ),
        (
            "one channel is added",
            lambda x: (x(2, 2, 7, 8) / 4 - 20, 3, 3),
            "With a single zero channel, half of it cannot come first.",
            lambda x: (x(2, 3, 7, 8) / 4 - 20, 4, 3),
        ),
    ),
)  # fmt: skip
