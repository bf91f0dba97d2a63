"""The exercises on convolution."""

from __future__ import annotations

from functools import partial
from itertools import product
from types import SimpleNamespace

import numpy as np

from cnncourse import exercises, shapes
from cnncourse.mistakes import convolution as mistakes
from cnncourse.numpy import conv2d, conv2d_backward, im2col
from cnncourse.probing import Case
from cnncourse.shapes import pair

Exercise = partial(exercises.Exercise, topic="convolution")


def cross_correlate2d(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sums over all windows that lie wholly inside the image."""
    return conv2d(image[None, None], kernel[None, None])[0, 0]


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
)
