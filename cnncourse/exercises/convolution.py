"""The exercises on convolution."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import exercises, shapes
from cnncourse.mistakes import convolution as mistakes
from cnncourse.numpy import conv2d, conv2d_backward, im2col
from cnncourse.predictions import predicts
from cnncourse.probes.convolution import PREDICTED
from cnncourse.probing import Case
from cnncourse.separation import separates
from cnncourse.shapes import pair

Exercise = partial(exercises.Exercise, topic="convolution")


def cross_correlate2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sums over all windows that lie wholly inside the image."""
    return conv2d(image[None, None], kernel[None, None])[0, 0]


def weight_sets(c_in: int, size: tuple[int, int], maps: int, kernel_size: int) -> tuple[int, int, int]:
    """Return the numbers of a layer with a set of weights for each neuron, for each map, and for all."""
    one = shapes.parameter_count(c_in, 1, kernel_size)
    return maps * prod(shapes.output_size(size, (kernel_size, kernel_size))) * one, maps * one, one


def squash_gap(image: np.ndarray, kernels: np.ndarray) -> float:
    """Return how far the map of a filter is from that of the mean channel under the sum of its kernels."""
    return float(
        np.abs(conv2d(image[None], kernels[None]) - conv2d(image.mean(0)[None, None], kernels.sum(0)[None, None])).max()
    )


def dense_matrix(kernel: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the matrix of a layer: its columns are the answers to images of one lit pixel."""
    pixels = np.eye(height * width).reshape(-1, 1, height, width)
    return conv2d(pixels, kernel[None, None]).reshape(height * width, -1).T


def predict_conv2d() -> tuple[float, ...]:
    """Return the eight numbers asked for in the notebook."""
    image = np.array([[7.0, 3, 3, 3, 0], [0, 6, 0, 4, 3], [7, 3, 2, 6, 5], [2, 3, 1, 7, 1]])
    second = np.full((4, 5), 2.0)
    kernel, other = np.array([[2.0, 1], [0, -1]]), np.array([[0.0, 1], [1, 0]])
    x, weight = image[None, None], kernel[None, None]
    y = conv2d(x, weight)
    both = conv2d(np.stack([image, second])[None], np.stack([kernel, other])[None], np.array([10.0]))
    channels, filters, groups = 9, 6, 3
    return (
        y.size,
        y[0, 0, 0, 0],
        conv2d(x, weight, padding=1)[0, 0, 0, 0],
        conv2d(x, weight, stride=(1, 2))[0, 0, 1, 1],
        conv2d(x, weight, dilation=2)[0, 0, 0, 0],
        both[0, 0, 0, 0],
        3 * 5,
        4 // (filters // groups) * (channels // groups),
    )


def conv2d_test() -> tuple[Any, ...]:
    """Return inputs that tell conv2d from all wrong versions that a single call can tell."""
    rng = np.random.default_rng(0)
    x, weight = rng.integers(-9, 10, (2, 4, 11, 13)), rng.normal(0, 1, (6, 2, 3, 2))
    return x, weight, rng.normal(2, 1, 6), (2, 3), (1, 2), (3, 2), 2


def from_arrays(answer: Any) -> Any:
    """Take pairs as arrays, as they arrive from the process that ran the learner's code."""

    def call(x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any) -> Any:
        pairs = (tuple(v.tolist()) if isinstance(v, np.ndarray) else v for v in (stride, padding, dilation))
        return answer(x, weight, bias, *pairs, groups)

    return call


UNSEEN = {  # one call with a bias, and with arrays that have travelled, cannot show these
    "a view is read as if its memory were contiguous",
    "the bias is taken for granted",
}
UNDER_TEST = tuple(
    replace(mistake, answer=from_arrays(mistake.answer))
    for mistake in mistakes.CONV2D_MISTAKES
    if mistake.name not in UNSEEN
)


def signed(value: float) -> str:
    """Write a number so that it can follow a product sign."""
    return f"({value:g})" if value < 0 else f"{value:g}"


def sum_of_products(case: Case, index: tuple[int, ...]) -> str:
    """Write out the sum behind one cell of a convolution's output."""
    if "image" in case.args:
        x, weight, index = case.args["image"][None, None], case.args["kernel"][None, None], (0, 0, *index)
    else:
        x, weight = case.args["x"], case.args["weight"]
    (n, f, i, j), (filters, channels, kh, kw) = index, weight.shape
    a = SimpleNamespace(**{"stride": 1, "padding": 0, "dilation": 1, "groups": 1, **case.options})
    (sv, sh), (dv, dh), (v, h) = pair(a.stride), pair(a.dilation), pair(a.padding, minimum=0)
    padded = np.pad(x[n], ((0, 0), (v, v), (h, h)))
    start = f // (filters // a.groups) * channels
    terms = [
        f"{padded[start + c, i * sv + p * dv, j * sh + q * dh]:g}×{signed(weight[f, c, p, q])}"
        for c, p, q in product(range(channels), range(kh), range(kw))
    ]
    return " + ".join(terms) + (f" + bias {case.args['bias'][f]:g}" if "bias" in case.args else "")


def size_formula(case: Case, index: tuple[int, ...]) -> str:
    """Write out the formula of the output size with its numbers, for one direction."""
    given = {"stride": 1, "padding": 0, "dilation": 1, **case.args, **case.options}
    axis = index[0] if index else 0
    n, k, s, p, d = (
        pair(given[key], minimum=0)[axis] for key in ("size", "kernel_size", "stride", "padding", "dilation")
    )
    return f"⌊({n} + 2×{p} − {d}×({k} − 1) − 1) / {s}⌋ + 1"


def set_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out one of the three counts of `weight_sets`."""
    a = SimpleNamespace(**case.args)
    (h, w), k = a.size, a.kernel_size
    one = f"{k}×{k}×{a.c_in} + 1"
    neurons = f"{a.maps}×({h} − {k} + 1)×({w} − {k} + 1)"
    return (f"{neurons}×({one})", f"{a.maps}×({one})", one)[index[0]] if index else ""


def met(case: Case, index: tuple[int, ...]) -> str:
    """Say which weight stands in one cell of `dense_matrix`, and for what."""
    kernel, width = case.args["kernel"], case.args["width"]
    (oh, ow), (h, w) = divmod(index[0], width - kernel.shape[1] + 1), divmod(index[1], width)
    inside = 0 <= h - oh < kernel.shape[0] and 0 <= w - ow < kernel.shape[1]
    weight = f"kernel[{h - oh}, {w - ow}]" if inside else "none"
    return f"weight of pixel ({h}, {w}) in output ({oh}, {ow}): {weight}"


EXERCISES = (
    Exercise(
        name="output_size",
        reference=shapes.output_size,
        mistakes=mistakes.OUTPUT_SIZE_MISTAKES,
        hints=(
            "Begin with stride 1: at how many places can a kernel of 3 lie in a row of 6?",
            "With a stride, count the steps that fit between the first and the last place, then add the first window.",
            "A kernel with dilation d spans d * (kernel_size - 1) + 1 cells. Padding adds 2 * padding to the size.",
            "For pairs, apply the formula to the first entries and to the second ones.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Pooling layers follow the same formula; torch's ceil_mode is the one exception.",
        work=size_formula,
    ),
    Exercise(
        name="same_padding",
        reference=shapes.same_padding,
        mistakes=mistakes.SAME_PADDING_MISTAKES,
        hints=(
            "How many cells do the windows need? The last one starts at (OH - 1) * stride.",
            "total = max((OH - 1) * stride + dilation * (kernel_size - 1) + 1 - size, 0); OH = ceil(size / stride).",
            "before = total // 2, and after is the rest. -(-a // b) is a / b rounded up.",
        ),
        minutes=10,
        difficulty="medium",
        afterword="An even kernel pads unequally, which is one reason why odd kernels are the habit. At stride 1 the "
        'padding does not depend on the size; only there does torch allow padding="same".',
    ),
    Exercise(
        name="cross_correlate2d",
        reference=cross_correlate2d,
        mistakes=mistakes.CROSS_CORRELATE2D_MISTAKES,
        hints=(
            "Two loops over the output's cells are enough. How many rows and columns has the output?",
            "The window of cell (oh, ow) is image[oh : oh + KH, ow : ow + KW].",
            "The cell is the sum of window * kernel. Allocate the output with np.result_type(image, kernel).",
        ),
        minutes=20,
        difficulty="easy",
        afterword="With the kernel turned by 180 degrees this would be the convolution of mathematics. "
        "A network learns its kernels, so it learns them turned and nobody notices.",
        work=sum_of_products,
    ),
    Exercise(
        name="conv2d",
        reference=conv2d,
        mistakes=mistakes.CONV2D_MISTAKES,
        hints=(
            "Begin with loops over n, f, oh, ow and take the sum over a window of all channels: it passes two parts.",
            "Pad x once, at the start, with np.pad; output (oh, ow) starts at (oh * stride, ow * stride).",
            "Dilation is a step in the slice: rows oh*s : oh*s + d*(KH - 1) + 1 : d.",
            "Filter f belongs to group f // (F // groups), which reads C // groups channels from its own block.",
            "np.result_type(x, weight) is the dtype of the output; promote integers to float64.",
        ),
        minutes=60,
        difficulty="hard",
        afterword="torch.nn.functional.conv2d takes the same arguments in the same order and gives the same numbers.",
        work=sum_of_products,
    ),
    Exercise(
        name="im2col",
        reference=im2col,
        mistakes=mistakes.IM2COL_MISTAKES,
        hints=(
            "Pad first. Then one loop over the taps (kh, kw) is enough: what does a tap see over all windows?",
            "Tap (kh, kw) sees x[:, :, kh*d : ... : stride, kw*d : ... : stride], one slice of (N, C, OH, OW).",
            "Collect into an array (N, C, KH, KW, OH, OW), and reshape at the end: the order is right already.",
        ),
        minutes=30,
        difficulty="medium",
        afterword="weight.reshape(F, -1) @ im2col(x, ...) is the whole layer: one matrix product.",
    ),
    Exercise(
        name="conv2d_backward",
        reference=conv2d_backward,
        outputs=("dx", "dweight", "dbias"),
        mistakes=mistakes.CONV2D_BACKWARD_MISTAKES,
        hints=(
            "dbias[f] sums dy over everything but the filter axis.",
            "Write the forward pass as a sum. Which products contain weight[f, c, kh, kw], and with what factor?",
            "Loop over n, f, oh, ow with g = dy[n, f, oh, ow]: dweight[f] += g * window, and dwindow += g * weight[f].",
            "Keep a padded dx, add into its windows, and cut out p : p + H at the end.",
        ),
        minutes=60,
        difficulty="hard",
        afterword="Each product of the forward pass is met once more in each of the two gradients, "
        "so the backward pass costs about twice the forward pass.",
    ),
    Exercise(
        name="predict_conv2d",
        reference=predict_conv2d,
        mistakes=mistakes.PREDICT_CONV2D_MISTAKES,
        hints=(
            "In 4 rows a kernel of 2 rows can start in row 0, 1 or 2. Count the columns likewise.",
            "Write the four weights beside the four numbers that they lie on, multiply, and add up.",
            "Padding 1 moves the first window one row up and one column to the left, onto zeros.",
            "Draw the 9 channels in a row, cut them into 3 blocks, and write the 6 filters below, two a block.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Stride, padding and dilation change which numbers lie under the kernel, and nothing else.",
        verify=predicts(
            PREDICTED,
            predict_conv2d,
            mistakes.PREDICT_CONV2D_MISTAKES,
            "Draw the image, or the channels and maps as boxes, and write down all that goes into the number.",
        ),
    ),
    Exercise(
        name="conv2d_test",
        reference=conv2d_test,
        mistakes=mistakes.CONV2D_TEST_MISTAKES,
        hints=(
            "Begin with random numbers in every array, several images, channels and filters: that finds more than 40.",
            "Nothing may be equal that could be mixed up: H and W, KH and KW, the two numbers of each pair.",
            "A mistake with the dilation or the groups shows only where these are not 1.",
            "Let windows be left over at the end, and let x hold whole numbers while the weights hold fractions.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="One call without any symmetry finds all of them. Arrays of ones find fewer than half.",
        verify=separates(
            ("x", "weight", "bias", "stride", "padding", "dilation", "groups"),
            from_arrays(conv2d),
            UNDER_TEST,
            lambda case: int(case.args["least"][0]) or len(UNDER_TEST),
        ),
    ),
    Exercise(
        name="weight_sets",
        reference=weight_sets,
        mistakes=mistakes.WEIGHT_SETS_MISTAKES,
        hints=(
            "A set is what one neuron needs: a weight for each number that it reads, and one bias.",
            "One map has (H - K + 1) * (W - K + 1) neurons.",
            "The three results are the size of a set, times the number of sets: one a neuron, one a map, one in all.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The third layer of LeNet-5 shares in the same way, but its maps read only some of the maps below.",
        work=set_sum,
    ),
    Exercise(
        name="squash_gap",
        reference=squash_gap,
        mistakes=mistakes.SQUASH_GAP_MISTAKES,
        hints=(
            "conv2d wants four axes: image[None] has one image, kernels[None] one filter.",
            "image.mean(axis=0) is the squashed image, kernels.sum(axis=0) the single kernel: both have two axes.",
            "Subtract one map from the other, take np.abs, then the maximum.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Inside a network the channels are maps of different filters: there is more to lose than colour.",
    ),
    Exercise(
        name="dense_matrix",
        reference=dense_matrix,
        mistakes=mistakes.DENSE_MATRIX_MISTAKES,
        hints=(
            "Allocate zeros: OH * OW rows, height * width columns. Most of them stay zero.",
            "Loop over oh, ow, kh, kw. Which row belongs to the output, which column to the pixel below the weight?",
            "Output (oh, ow) is row oh * OW + ow. Pixel (h, w) is column h * width + w.",
            "The pixel below kernel[kh, kw] is (oh + kh, ow + kw).",
        ),
        minutes=20,
        difficulty="medium",
        afterword="Its transpose carries gradients back: dx = matrix.T @ dy.",
        work=met,
    ),
)
