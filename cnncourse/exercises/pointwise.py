"""The exercises on 1x1 convolutions."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnncourse import exercises, shapes
from cnncourse.exercises.convolution import signed, sum_of_products
from cnncourse.mistakes import pointwise as mistakes
from cnncourse.numpy import pointwise_conv2d
from cnncourse.predictions import predicts
from cnncourse.probes.pointwise import ASKED, NOTICED
from cnncourse.probing import Case
from cnncourse.separation import separates

Exercise = partial(exercises.Exercise, topic="pointwise")


# -------------------------------------------------------------- references


def predict_pointwise() -> tuple[int, ...]:
    """Return the numbers of 64 filters of 1x1 on 256 maps of 14x14, and the field of 3x3, 1x1, 1x1."""
    weights, learnt = (shapes.parameter_count(256, 64, 1, bias=bias) for bias in (False, True))
    field = shapes.receptive_field([(3, 1, 1), (1, 1, 1), (1, 1, 1)])
    return weights, learnt, 64 * 14 * 14, shapes.mac_count(256, 64, 1, 14), field


def pointwise_conv2d_test() -> tuple[Any, ...]:
    """Return inputs that tell a pointwise convolution from nearly all wrong ones."""
    rng = np.random.default_rng(0)
    return rng.integers(-9, 10, (2, 3, 5, 7)), rng.normal(0, 1, (4, 3, 1, 1)), rng.normal(2, 1, 4)


def linear_as_pointwise(weight1: np.ndarray, weight2: np.ndarray, height: int, width: int) -> tuple[Any, ...]:
    """Return the kernels of two fully connected layers on maps of height x width."""
    return weight1.reshape(len(weight1), -1, height, width), weight2[:, :, None, None]


def bottleneck_macs(c_in: int, c_mid: int, c_out: int, kernel_size: int, height: int, width: int) -> int:
    """Return the multiply-adds of a 1x1 reduction and a large kernel behind it."""
    return height * width * (c_in * c_mid + kernel_size**2 * c_mid * c_out)


def widest_reduction(c_in: int, c_out: int, kernel_size: int) -> int:
    """Return the largest c_mid that makes the layer cheaper."""
    return (kernel_size**2 * c_in * c_out - 1) // (c_in + kernel_size**2 * c_out)


def merge_pointwise(
    weight1: np.ndarray, bias1: np.ndarray, weight2: np.ndarray, bias2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return weight and bias of the one 1x1 convolution that does what two in a row do."""
    w1, w2 = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
    return (w2 @ w1)[:, :, None, None], w2 @ bias1 + bias2


def mlp_conv(in_channels: int, channels: Any, kernel_size: int) -> Any:
    """Return the block, without importing torch before it is asked for."""
    from cnncourse.networks.nin import MLPConv

    return MLPConv(in_channels, channels, kernel_size)


# ------------------------------------------------------------------ working


def place_in_weight(case: Case, index: tuple[int, ...]) -> str:
    """Say where a cell of a kernel stands in the matrix."""
    f, c, h, w = index
    if case.select == 1:
        return f"weight2[{f}, {c}] = {case.args['weight2'][f, c]:g}"
    H, W = case.args["height"], case.args["width"]
    column = (c * H + h) * W + w
    return f"weight1[{f}, ({c}×{H} + {h})×{W} + {w}] = weight1[{f}, {column}] = {case.args['weight1'][f, column]:g}"


def two_steps(case: Case, index: tuple[int, ...]) -> str:
    """Write out the work of both steps."""
    i, m, o, k, h, w = case.args.values()
    return f"{h}×{w}×({i}×{m} + {k}×{k}×{m}×{o})"


def break_even(case: Case, index: tuple[int, ...]) -> str:
    """Write out the quotient: one less than the direct work, so that equal work does not count."""
    i, o, k = case.args.values()
    return f"⌊({k}×{k}×{i}×{o} − 1) / ({i} + {k}×{k}×{o})⌋"


def merged_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the sum over the maps in between."""
    a = case.args
    row = a["weight2"][index[0], :, 0, 0]
    column = a["bias1"] if len(index) == 1 else a["weight1"][:, index[1], 0, 0]
    terms = " + ".join(f"{signed(p)}×{signed(q)}" for p, q in zip(row, column, strict=True))
    return terms + (f" + bias2 {signed(a['bias2'][index[0]])}" if len(index) == 1 else "")


# What one test cannot show that hands over a bias, several filters, and arrays that lie in one piece.
OUT_OF_SIGHT = (
    "the bias is taken for granted",
    "the weight is squeezed",
    "a view is read as if its memory were contiguous",
)
UNDER_TEST = tuple(m for m in mistakes.POINTWISE_CONV2D_MISTAKES if m.name not in OUT_OF_SIGHT)
ARGUMENTS = "x", "weight", "bias"


EXERCISES = (
    Exercise(
        name="predict_pointwise",
        reference=predict_pointwise,
        verify=predicts(
            ASKED,
            predict_pointwise,
            mistakes.PREDICT_POINTWISE_MISTAKES,
            "Draw one pixel of the input as a column of 256 numbers, and one filter beside it.",
        ),
        mistakes=mistakes.PREDICT_POINTWISE_MISTAKES,
        hints=(
            "One filter takes one number from each of the 256 maps. How many weights is that? There are 64 filters.",
            "Each filter has one bias, and makes one map as large as those of the input.",
            "Every weight is used once for each of the 14 * 14 pixels.",
            "A layer adds its kernel's width less 1 to the receptive field, which begins with 1.",
        ),
        minutes=8,
        difficulty="easy",
        afterword="A 3x3 layer with the same channels has nine times the weights and nine times the work.",
    ),
    Exercise(
        name="pointwise_conv2d",
        reference=pointwise_conv2d,
        mistakes=mistakes.POINTWISE_CONV2D_MISTAKES,
        hints=(
            "Begin with one filter: map f is a sum of C images x[:, c], each times one number.",
            "A loop over f and c is enough: y[:, f] += x[:, c] * weight[f, c, 0, 0].",
            "Allocate y with the shape (N, C_out, H, W) and the dtype np.result_type(x, weight).",
            "The bias, if there is one, is np.reshape(bias, (1, -1, 1, 1)), added once at the end.",
        ),
        minutes=20,
        difficulty="easy",
        afterword="It is a matrix product: the weights (C_out, C) times the pixels of an image, (C, H * W).",
        work=sum_of_products,
    ),
    Exercise(
        name="pointwise_conv2d_test",
        reference=pointwise_conv2d_test,
        mistakes=mistakes.POINTWISE_CONV2D_TEST_MISTAKES,
        hints=(
            "A wrong function is noticed where it gives another result. What must differ for a transposed weight?",
            "Let all sizes differ: N, C, C_out, H and W.",
            "Draw weight and bias from rng.normal, so that no two numbers are equal and some outputs are negative.",
            "Whoever cuts off fractions is noticed only where x holds whole numbers and the weights do not: "
            "rng.integers.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="One set of inputs cannot show everything: a single filter, a view and a missing bias want tests of "
        "their own.",
        outputs=ARGUMENTS,
        verify=separates(ARGUMENTS, pointwise_conv2d, UNDER_TEST, lambda case: NOTICED[case.name]),
    ),
    Exercise(
        name="linear_as_pointwise",
        reference=linear_as_pointwise,
        mistakes=mistakes.LINEAR_AS_POINTWISE_MISTAKES,
        hints=(
            "Look at the small case: which column of weight1 belongs to channel 1, row 0, column 2?",
            "flatten runs through the columns first, then the rows, then the channels. So does reshape.",
            "C is not given: it is the number of columns of weight1, divided by height * width. Or let reshape find "
            "it: -1.",
            "The second kernel needs two axes of size 1 at its end: weight2[:, :, None, None].",
        ),
        minutes=15,
        difficulty="medium",
        afterword="On larger maps the same kernels give an answer for each place: no weight had to be changed.",
        outputs=("kernel1", "kernel2"),
        work=place_in_weight,
    ),
    Exercise(
        name="bottleneck_macs",
        reference=bottleneck_macs,
        mistakes=mistakes.BOTTLENECK_MACS_MISTAKES,
        hints=(
            "Take one pixel. How many products does the 1x1 step need there for its c_mid numbers?",
            "c_in * c_mid. The second step reads c_mid channels, K * K cells of each, for each of c_out filters.",
            "Add the two, then multiply by height * width.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The work for one pixel has c_mid as a factor in both steps: half of it halves everything.",
        work=two_steps,
    ),
    Exercise(
        name="widest_reduction",
        reference=widest_reduction,
        mistakes=mistakes.WIDEST_REDUCTION_MISTAKES,
        hints=(
            "Count the work for one pixel. Both ways have the same number of pixels.",
            "Direct: K * K * c_in * c_out. Reduced: c_mid times something. What is the something?",
            "c_in + K * K * c_out. The quotient of the two, rounded down, is nearly the answer: look at equal work.",
            "A loop will do, too: raise c_mid for as long as one channel more still costs less.",
        ),
        minutes=12,
        difficulty="medium",
        afterword="With kernel size 1 there is something to save as well: two thin matrices for one large.",
        work=break_even,
    ),
    Exercise(
        name="merge_pointwise",
        reference=merge_pointwise,
        mistakes=mistakes.MERGE_POINTWISE_MISTAKES,
        hints=(
            "Take one pixel: x is a column of C numbers. The first layer makes W1 x + b1 of it.",
            "Put that into the second layer: W2 (W1 x + b1) + b2, and multiply out.",
            "W2 W1 stands before x; all the rest is the bias.",
            "As matrices: w1 = weight1[:, :, 0, 0], and at the end [:, :, None, None].",
        ),
        minutes=15,
        difficulty="medium",
        afterword="What keeps two layers from being one is the activation between them.",
        outputs=("weight", "bias"),
        work=merged_sum,
    ),
    Exercise(
        name="MLPConv",
        reference=mlp_conv,
        mistakes=mistakes.MLP_CONV_MISTAKES,
        hints=(
            "Write the block for channels = (5, 4, 6) first, each layer with a name of its own.",
            "nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size // 2) is the first.",
            "The second reads channels[0] maps and makes channels[1]; its kernel_size is 1, and it needs no padding.",
            "nn.Sequential(conv, nn.ReLU(), conv, nn.ReLU(), conv, nn.ReLU()) is all of it.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="At each pixel the block is a perceptron of three layers; its weights are the same at all pixels.",
    ),
)
