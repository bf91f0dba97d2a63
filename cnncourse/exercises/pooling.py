"""The exercises on pooling."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import exercises
from cnncourse.exercises.convolution import signed
from cnncourse.mistakes import Mistake
from cnncourse.mistakes import pooling as mistakes
from cnncourse.mistakes.pooling.arithmetic import RIGHT, SLIPS
from cnncourse.numpy import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    max_pool2d,
    max_pool2d_backward,
    relu,
)
from cnncourse.probing import Case, Observation
from cnncourse.separation import separates
from cnncourse.shapes import pair
from cnncourse.shapes import pool_output_size as windows_of
from cnncourse.verdicts import Remark

Exercise = partial(exercises.Exercise, topic="pooling")


# ---------------------------------------------------------------------- references


def head_parameters(channels: int, size: tuple[int, int], widths: list[int], pool: bool) -> int:
    features = channels if pool else channels * prod(size)
    return sum(n * width + width for n, width in zip([features, *widths], widths, strict=False))


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False) -> int:
    return windows_of(size, kernel_size, stride, padding, ceil_mode=ceil_mode)


def predict_pooled_sizes() -> dict[str, float]:
    return dict(RIGHT)


def shift_shares(image: np.ndarray, kernel_size: int, shift: int) -> tuple[float, float]:
    before, after = (max_pool2d(x[None, None], kernel_size)[0, 0] for x in (image, np.roll(image, shift, axis=1)))
    followed = np.roll(before, shift // kernel_size, axis=1)
    return float(np.mean(before == after)), float(np.mean(followed == after))


def relu_gaps(x: np.ndarray, kernel_size: Any) -> tuple[float, ...]:
    pools = (max_pool2d, avg_pool2d)
    return tuple(float(np.abs(pool(relu(x), kernel_size) - relu(pool(x, kernel_size))).max()) for pool in pools)


def max_pool2d_test() -> tuple[Any, ...]:
    x = -1.0 - np.random.default_rng(0).permutation(2 * 3 * 7 * 8).reshape(2, 3, 7, 8)
    return x, (2, 3), (3, 2), (1, 0), True


# -------------------------------------------------------------------- on the cards


def settings(case: Case) -> SimpleNamespace:
    """Return the settings of a case as pairs."""
    given = {"stride": None, "padding": 0, **case.args, **case.options}
    kernel = pair(given["kernel_size"])
    return SimpleNamespace(
        kernel=kernel,
        stride=kernel if given["stride"] is None else pair(given["stride"]),
        padding=pair(given["padding"], minimum=0),
        counts=given.get("count_include_pad", True),
    )


def cells(case: Case, index: tuple[int, ...], with_padding: bool) -> list[str]:
    """Return the numbers of one window as text, row by row; cells of the padding as 0, or left out."""
    a, x, (n, c, i, j) = settings(case), case.args["x"], index
    (sv, sh), (v, h), (_, _, height, width) = a.stride, a.padding, x.shape
    found = []
    for p, q in product(range(a.kernel[0]), range(a.kernel[1])):
        row, column = i * sv - v + p, j * sh - h + q
        if 0 <= row < height and 0 <= column < width:
            found.append(f"{x[n, c, row, column]:g}")
        elif with_padding and -v <= row < height + v and -h <= column < width + h:
            found.append("0")
    return found


def maximum_of(case: Case, index: tuple[int, ...]) -> str:
    """Write out the window behind one cell of max_pool2d."""
    return f"max({', '.join(cells(case, index, False))})"


def mean_of(case: Case, index: tuple[int, ...]) -> str:
    """Write out the average behind one cell of avg_pool2d."""
    found = cells(case, index, settings(case).counts)
    return f"({' + '.join(map(signed, map(float, found)))}) / {len(found)}"


def mean_of_map(case: Case, index: tuple[int, ...]) -> str:
    """Write out the average of one map."""
    values = case.args["x"][index[:2]].ravel()
    return f"({' + '.join(signed(float(value)) for value in values)}) / {values.size}"


def readers(case: Case, index: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the output cells whose windows hold a pixel."""
    a, dy, (_, _, i, j) = settings(case), case.args["dy"], index
    return [
        (oh, ow)
        for oh, ow in np.ndindex(*dy.shape[2:])
        if all(
            0 <= at + p - o * s < k
            for at, p, o, s, k in zip((i, j), a.padding, (oh, ow), a.stride, a.kernel, strict=True)
        )
    ]


def shares_of(case: Case, index: tuple[int, ...]) -> str:
    """Write out what a pixel collects in avg_pool2d_backward."""
    n, c = index[:2]
    terms = [f"{case.args['dy'][n, c, i, j]:g}/{prod(settings(case).kernel)}" for i, j in readers(case, index)]
    return " + ".join(terms)


def wins_of(case: Case, index: tuple[int, ...]) -> str:
    """Write out what a pixel collects in max_pool2d_backward."""
    n, c = index[:2]
    terms = []
    for i, j in readers(case, index):
        alone = np.zeros(case.args["dy"].shape)
        alone[n, c, i, j] = case.args["dy"][n, c, i, j]
        if max_pool2d_backward(alone, *list(case.args.values())[1:], **case.options)[index]:
            terms.append(f"dy[{n}, {c}, {i}, {j}]")
    return " + ".join(terms)


def size_formula(case: Case, index: tuple[int, ...]) -> str:
    """Write out the formula of the output size with its numbers."""
    given = {"stride": None, "padding": 0, "ceil_mode": False, **case.args, **case.options}
    n, k, s, p = (given[key] for key in ("size", "kernel_size", "stride", "padding"))
    s = k if s is None else s
    left, right = "⌈⌉" if given["ceil_mode"] else "⌊⌋"
    up = -(-(n + 2 * p - k) // s) if given["ceil_mode"] else 0
    dropped = f" − 1, since {up}×{s} ≥ {n} + {p}," if given["ceil_mode"] and up * s >= n + p else ""
    return f"{left}({n} + 2×{p} − {k}) / {s}{right} + 1{dropped}"


def head_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the parameters of each dense layer."""
    a = SimpleNamespace(**case.args)
    features, terms = (str(a.channels) if a.pool else f"({a.channels}×{a.size[0]}×{a.size[1]})"), []
    for width in a.widths:
        terms.append(f"({features}×{width} + {width})")
        features = str(width)
    return " + ".join(terms)


# ----------------------------------------------------------------- judges of their own


def prediction(case: Case, seen: Observation) -> str:
    """Say what is wrong with a predicted number, without telling the right one."""
    row = case.name[-1]
    if len(seen.arrays) != 1 or seen.arrays[0].ndim:
        return f"Row {row}: one number is expected."
    number = seen.arrays[0].item()
    if np.isclose(number, RIGHT[row], atol=1e-9):
        return ""
    for name, message, wrong in SLIPS:
        if (row, number) in wrong:
            return Remark(f"Row {row}: {number:g} comes out when {name}. {message}", name)
    return f"Row {row}: {number:g} is not right. Draw the cells and lay the windows on them."


TESTED = (
    "the padding holds zeros",
    "every maximum starts at 0",
    "the last number of each window is taken",
    "the number furthest from 0 is taken",
    "the maximum is taken over the maps, too",
    "only the first image is pooled",
    "the windows always lie side by side",
    "the two strides are swapped",
    "the two paddings are swapped",
    "height and width of the window are swapped",
    "ceil_mode is ignored",
    "ceil_mode keeps a window that starts behind the image",
)


def from_arrays(answer: Any) -> Any:
    """Take pairs as arrays, as they arrive from the process that ran the learner's code."""

    def call(x, kernel_size, stride, padding, ceil_mode):
        pairs = (tuple(v.tolist()) if isinstance(v, np.ndarray) else v for v in (kernel_size, stride, padding))
        return answer(x, *pairs, ceil_mode=bool(ceil_mode))

    return call


def tested() -> list[Mistake]:
    """Return the wrong functions of which a test should tell."""
    found = {mistake.name: mistake for mistake in mistakes.MAX_POOL2D_MISTAKES}
    return [replace(found[name], answer=from_arrays(found[name].answer)) for name in TESTED]


judged_test = separates(
    ("x", "kernel_size", "stride", "padding", "ceil_mode"),
    from_arrays(max_pool2d),
    tested(),
    lambda case: int(case.name.split()[-1]),
)


EXERCISES = (
    Exercise(
        name="global_avg_pool2d",
        reference=global_avg_pool2d,
        mistakes=mistakes.GLOBAL_AVG_POOL2D_MISTAKES,
        hints=(
            "Each map becomes one number. Which two of the four axes vanish?",
            "A mean over the axes 2 and 3 leaves the shape (N, C).",
            "keepdims=True keeps the two axes with length 1.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Whatever the size of the images, C numbers come out: the layers behind do not care about H and W.",
        work=mean_of_map,
    ),
    Exercise(
        name="head_parameters",
        reference=head_parameters,
        mistakes=mistakes.HEAD_PARAMETERS_MISTAKES,
        hints=(
            "How many numbers does the first dense layer read, with pooling and without?",
            "A layer that reads n numbers and gives w has n * w weights and w biases.",
            "Go through widths, and let each width be the n of the next layer.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Behind global pooling the number of parameters no longer depends on the size of the image.",
        work=head_sum,
    ),
    Exercise(
        name="predict_pooled_sizes",
        reference=predict_pooled_sizes,
        mistakes=mistakes.PREDICT_POOLED_SIZES_MISTAKES,
        hints=(
            "Write the cells of row a in a line and put the windows over them. How many fit?",
            "Padding adds cells on both sides. ceil_mode keeps a last window that hangs over the end ...",
            "... unless it starts behind the last cell of the image: then it would see nothing but padding.",
            "Pooling looks at each map by itself, and it has nothing to learn.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="Rows c and e are the first poolings of ResNet and GoogLeNet: two ways from 112 to 56.",
        verify=prediction,
    ),
    Exercise(
        name="pool_output_size",
        reference=pool_output_size,
        mistakes=mistakes.POOL_OUTPUT_SIZE_MISTAKES,
        hints=(
            "If stride is None, put kernel_size in its place. The rest up to padding is the formula of a convolution.",
            "-(-a // b) is a / b rounded up.",
            "The last window starts at (OH - 1) * stride, counted from the first padded cell.",
            "The image ends at size + padding: if the last window of ceil_mode starts there or later, drop it.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="Without the rule for the last window, a maximum over padding alone would give minus infinity.",
        work=size_formula,
    ),
    Exercise(
        name="max_pool2d",
        reference=max_pool2d,
        mistakes=mistakes.MAX_POOL2D_MISTAKES,
        hints=(
            "Two loops over the output's cells are enough: a slice of all images and maps holds one window of each.",
            "Allocate a padded array of floats, filled with -np.inf, and put x into its middle.",
            "The window of (oh, ow) starts at row oh * SH and column ow * SW of the padded array.",
            "A slice may reach beyond the end of an array: it is cut short, which is what ceil_mode asks for.",
        ),
        minutes=40,
        difficulty="medium",
        afterword="torch.nn.functional.max_pool2d gives the same numbers; give it ceil_mode by its name.",
        work=maximum_of,
    ),
    Exercise(
        name="avg_pool2d",
        reference=avg_pool2d,
        mistakes=mistakes.AVG_POOL2D_MISTAKES,
        hints=(
            "Copy your max_pool2d. Padding holds zeros now: they add nothing to a sum.",
            "The only question is by how much to divide. In the middle of the image it is KH * KW.",
            "A slice of the padded array has as many cells as lie in the padded image: that is the count for "
            "count_include_pad=True.",
            "For count_include_pad=False, pad an array of ones with zeros and sum it over the same window.",
        ),
        minutes=30,
        difficulty="medium",
        afterword="With count_include_pad=False an even grey stays even up to the edges; with True it fades there.",
        work=mean_of,
    ),
    Exercise(
        name="avg_pool2d_backward",
        reference=avg_pool2d_backward,
        mistakes=mistakes.AVG_POOL2D_BACKWARD_MISTAKES,
        hints=(
            "How much does the average change when one pixel of its window grows by 1?",
            "Allocate zeros of the size of the padded image, as floats.",
            "Loop over oh and ow: add dy[:, :, oh, ow] / (KH * KW) to every cell of the window.",
            "Cut out PH : PH + H and PW : PW + W at the end.",
        ),
        minutes=25,
        difficulty="medium",
        afterword="x itself does not occur: the gradient of an average does not depend on the numbers averaged.",
        work=shares_of,
    ),
    Exercise(
        name="max_pool2d_backward",
        reference=max_pool2d_backward,
        mistakes=mistakes.MAX_POOL2D_BACKWARD_MISTAKES,
        hints=(
            "Which cells of x would change the output if they grew a little?",
            "window.argmax() counts row by row from the window's first cell, and names the first of equal numbers.",
            "row, column = divmod(index, KW). Then add the start of the window.",
            "Work in padded coordinates with -np.inf in the padding, add with +=, and cut the padding off at the end.",
        ),
        minutes=40,
        difficulty="hard",
        afterword="Most cells get nothing: with 2x2 windows three quarters of dx are 0.",
        work=wins_of,
    ),
    Exercise(
        name="shift_shares",
        reference=shift_shares,
        mistakes=mistakes.SHIFT_SHARES_MISTAKES,
        hints=(
            "max_pool2d wants four axes: image[None, None], and [0, 0] to get rid of them.",
            "np.roll(image, shift, axis=1) moves the columns to the right; what leaves comes in on the left.",
            "np.mean(a == b) is the share of cells that are equal.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="A shift by whole windows moves the pooled map along; any other puts other pixels into the windows.",
    ),
    Exercise(
        name="relu_gaps",
        reference=relu_gaps,
        mistakes=mistakes.RELU_GAPS_MISTAKES,
        hints=(
            "relu(x) is np.maximum(x, 0).",
            "Compute both orders for one pooling, take the difference, and look for its largest absolute value.",
            "Do the same for the other pooling, and return the two numbers as a tuple.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="A maximum only compares, and ReLU never reverses an order: so the two may change places.",
    ),
    Exercise(
        name="max_pool2d_test",
        reference=max_pool2d_test,
        mistakes=mistakes.MAX_POOL2D_TEST_MISTAKES,
        hints=(
            "Two wrong functions show in maps of negative numbers only, two in several images or maps only.",
            "Nothing is swapped where two numbers are equal: choose different ones for each direction.",
            "ceil_mode=True, and a number of rows for which a window hangs over the edge.",
            "A window would start behind the image if the stride is larger than the window: try 7 rows, 2 rows a "
            "window, a stride of 3 and padding 1.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="One call with well-chosen inputs is a better test than twenty with square images of ones.",
        verify=judged_test,
    ),
)
