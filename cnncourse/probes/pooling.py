"""Inputs for the exercises on pooling.

They tell mistakes apart by maps of negative numbers, equal numbers in a window, windows that are not square, strides
and paddings that differ in the two directions, cells left over, and gradients that are never all ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.probes.convolution import digits, normal, strided_view
from cnncourse.probing import Case, Part

Rng = np.random.Generator


def negative(rng: Rng, *shape: int) -> np.ndarray:
    """Draw numbers below -1: whatever starts at 0, or pads with it, shows."""
    return -1 - np.abs(rng.normal(0.0, 2.0, shape))


def mixed(rng: Rng, *shape: int) -> np.ndarray:
    """Draw numbers of both signs."""
    return rng.normal(0.0, 3.0, shape)


# ------------------------------------------------------- global_avg_pool2d


def one_number(name: str, x: np.ndarray, **more: Any) -> Case:
    """Make one case of `global_avg_pool2d`."""
    return Case(name, {"x": x}, **more)


def whole_maps(rng: Rng) -> list[Case]:
    """Average maps that are not square, of several images."""
    return [
        one_number("one image, 3 maps of 2x4", digits(0, 9, 1, 3, 2, 4), shown=True),
        one_number("3 images, 2 maps of 5x7", normal(rng, 3, 2, 5, 7)),
        one_number("4 images, 5 maps of 6x2", mixed(rng, 4, 5, 6, 2)),
        one_number("one image, 3 maps of 1x8", normal(rng, 1, 3, 1, 8)),
    ]


def whole_arrays(rng: Rng) -> list[Case]:
    """Hand over what callers hand over: pixels, float32, views, arrays that they still need."""
    return [
        one_number("pixels of 8 bits", rng.integers(100, 256, (2, 3, 4, 5)).astype(np.uint8)),
        one_number("whole numbers, some negative", rng.integers(-90, 91, (2, 3, 5, 4))),
        one_number("float32", normal(rng, 2, 3, 4, 5).astype(np.float32)),
        one_number("a view of a larger array", strided_view(normal(rng, 2, 3, 4, 5))),
        one_number("x is still the caller's", normal(rng, 2, 3, 4, 6), guard=True),
    ]


# --------------------------------------------------------- head_parameters


def costed(name: str, channels: int, size: tuple[int, int], widths: list[int], pool: bool, shown: bool = False) -> Case:
    """Make one case of `head_parameters`."""
    return Case(name, {"channels": channels, "size": size, "widths": widths, "pool": pool}, shown=shown)


def head_one(rng: Rng) -> list[Case]:
    """One dense layer behind flattened maps, and behind pooled ones."""
    c, h, w, width = (int(rng.integers(*span)) for span in ((20, 60), (3, 8), (9, 14), (100, 300)))
    return [
        costed("3 maps of 2x4, 5 outputs, flattened", 3, (2, 4), [5], False, True),
        costed("3 maps of 2x4, 5 outputs, pooled", 3, (2, 4), [5], True),
        costed("more maps, flattened", c, (h, w), [width], False),
        costed("more maps, pooled", c, (h, w), [width], True),
    ]


def head_several(rng: Rng) -> list[Case]:
    """Several dense layers."""
    c, h, w = (int(rng.integers(*span)) for span in ((20, 60), (3, 8), (9, 14)))
    widths = [int(rng.integers(*span)) for span in ((200, 300), (50, 90), (10, 20))]
    return [
        costed("3 maps of 2x4, 5 and 2 outputs, flattened", 3, (2, 4), [5, 2], False, True),
        costed("the head of VGG-16", 512, (7, 7), [4096, 4096, 1000], False),
        costed("three layers, flattened", c, (h, w), widths, False),
        costed("three layers, pooled", c, (h, w), widths, True),
    ]


# ---------------------------------------------------- predict_pooled_sizes


def written_down(answer: Any, case: Case) -> Any:
    """Look a row up in what an answer predicts; a row that is left out is not attempted."""
    predicted, row = answer(), case.name[-1]
    if isinstance(predicted, list | tuple):
        predicted = dict(zip("abcdefghi", predicted, strict=False))
    if not isinstance(predicted, dict):
        raise TypeError(f"a dictionary with the letters a to i is expected, not {type(predicted).__name__}")
    if predicted.get(row) is None:
        raise NotImplementedError(f"row {row} is empty")
    return predicted[row]


def rows(letters: str) -> Any:
    """Probe the rows of these letters."""

    def cases(rng: Rng) -> list[Case]:
        return [Case(f"row {letter}", {}, drive=written_down) for letter in letters]

    return cases


# -------------------------------------------------------- pool_output_size


def sized(name: str, size: int, kernel_size: int, shown: bool = False, **options: Any) -> Case:
    """Make one case of `pool_output_size`."""
    return Case(name, {"size": size, "kernel_size": kernel_size}, options, shown=shown)


def size_beside(rng: Rng) -> list[Case]:
    """Windows side by side, with and without cells left over."""
    k = int(rng.integers(4, 8))
    return [
        sized("size 7, window 2", 7, 2, shown=True),
        sized("size 6, window 3", 6, 3),
        sized("size 14, window 5", 14, 5),
        sized(f"size {9 * k + 1}, window {k}", 9 * k + 1, k),
    ]


def size_stride(rng: Rng) -> list[Case]:
    """Strides of their own, and padding."""
    size = int(rng.integers(20, 60))
    return [
        sized("size 8, window 3, stride 2", 8, 3, shown=True, stride=2),
        sized("size 11, window 2, stride 4", 11, 2, stride=4),
        sized("size 112, window 3, stride 2, padding 1", 112, 3, stride=2, padding=1),
        sized("size 10, window 4, stride 3, padding 2", 10, 4, stride=3, padding=2),
        sized(f"size {size}, window 5, stride 1, padding 2", size, 5, stride=1, padding=2),
    ]


def size_ceil(rng: Rng) -> list[Case]:
    """ceil_mode, where a window hangs over and where none does."""
    size = 5 * int(rng.integers(5, 12))
    return [
        sized("size 7, window 2, ceil_mode", 7, 2, shown=True, ceil_mode=True),
        sized("size 6, window 2, ceil_mode, nothing left over", 6, 2, ceil_mode=True),
        sized("size 6, window 3, stride 1, ceil_mode, nothing left over", 6, 3, stride=1, ceil_mode=True),
        sized("size 112, window 3, stride 2, ceil_mode", 112, 3, stride=2, ceil_mode=True),
        sized(f"size {size}, window 4, stride 5, padding 1, ceil_mode", size, 4, stride=5, padding=1, ceil_mode=True),
        sized("size 10, window 3, stride 5, ceil_mode is False", 10, 3, stride=5, ceil_mode=False),
        sized("size 11, window 4, stride 3, ceil_mode", 11, 4, stride=3, ceil_mode=True),
    ]


def size_rule(rng: Rng) -> list[Case]:
    """ceil_mode where the last window is to be dropped, and where it just stays."""
    return [
        sized("size 7, window 2, stride 4, ceil_mode", 7, 2, shown=True, stride=4, ceil_mode=True),
        sized("size 5, window 2, padding 1, ceil_mode", 5, 2, padding=1, ceil_mode=True),
        sized("size 6, window 3, stride 2, padding 1, ceil_mode", 6, 3, stride=2, padding=1, ceil_mode=True),
        sized("size 9, window 4, stride 5, padding 2, ceil_mode", 9, 4, stride=5, padding=2, ceil_mode=True),
        sized("size 9, window 4, padding 2, ceil_mode", 9, 4, padding=2, ceil_mode=True),
        sized("size 10, window 2, stride 9, ceil_mode", 10, 2, stride=9, ceil_mode=True),
    ]


# ----------------------------------------------------- max_pool2d, avg_pool2d


def pooled(
    name: str, x: np.ndarray, kernel_size: Any, shown: bool = False, guard: bool = False, **options: Any
) -> Case:
    """Make one case of `max_pool2d` or `avg_pool2d`."""
    return Case(name, {"x": x, "kernel_size": kernel_size}, options, shown=shown, guard=guard)


def beside(rng: Rng) -> list[Case]:
    """Windows side by side."""
    return [
        pooled("2x2 windows of 4x6", digits(-9, 9, 1, 1, 4, 6), 2, True),
        pooled("2 images, 3 maps, 3x2 windows", mixed(rng, 2, 3, 6, 8), (3, 2)),
        pooled("rows and columns left over", mixed(rng, 2, 2, 7, 11), (2, 3)),
        pooled("negative numbers alone", negative(rng, 2, 2, 4, 6), 2),
    ]


def strides(rng: Rng) -> list[Case]:
    """Strides of their own: windows that overlap, and windows with gaps."""
    return [
        pooled("3x2 windows of 5x7, stride (2, 3)", digits(-9, 9, 1, 1, 5, 7), (3, 2), True, stride=(2, 3)),
        pooled("3x2 windows, stride (2, 3), cells left over", mixed(rng, 2, 2, 8, 12), (3, 2), stride=(2, 3)),
        pooled("2x3 windows, stride 1", negative(rng, 2, 3, 4, 6), (2, 3), stride=1),
        pooled("2x2 windows, stride (3, 4)", negative(rng, 2, 2, 9, 7), 2, stride=(3, 4)),
    ]


def max_padding(rng: Rng) -> list[Case]:
    """Padding that must never win."""
    depths = -(10.0 ** rng.uniform(9.3, 10.0, (2, 2, 5, 6)))
    return [
        pooled("padding (1, 0)", distinct(1, 1, 4, 7) - 15, (3, 2), True, stride=2, padding=(1, 0)),
        pooled("padding (1, 2)", negative(rng, 2, 2, 6, 7), (3, 4), stride=(2, 1), padding=(1, 2)),
        pooled("padding (0, 1), both signs", mixed(rng, 2, 3, 7, 8), (2, 3), stride=(3, 2), padding=(0, 1)),
        pooled("padding (2, 1), windows side by side", mixed(rng, 2, 2, 8, 9), (4, 2), padding=(2, 1)),
        pooled("numbers far below 0", depths, (2, 3), padding=1),
    ]


def hanging(rng: Rng, draw: Any) -> list[Case]:
    """Windows that hang over the edge, and one that would start behind the image."""
    return [
        pooled("3x2 windows, stride (2, 3)", draw(rng, 2, 2, 8, 12), (3, 2), stride=(2, 3), ceil_mode=True),
        pooled("a window would start behind the image", draw(rng, 2, 3, 7, 6), 2, stride=(4, 5), ceil_mode=True),
        pooled("padding 1, a window would start behind the image", draw(rng, 2, 2, 5, 7), 2, padding=1, ceil_mode=True),
        pooled(
            "padding (1, 2), a window starts in the last cells",
            draw(rng, 2, 2, 6, 11),
            (3, 4),
            stride=(2, 3),
            padding=(1, 2),
            ceil_mode=True,
        ),
        pooled("nothing hangs over", draw(rng, 2, 2, 6, 9), (2, 3), ceil_mode=True),
        pooled("nothing hangs over, stride 1", draw(rng, 2, 2, 5, 7), (2, 3), stride=1, ceil_mode=True),
    ]


def max_ceil(rng: Rng) -> list[Case]:
    """ceil_mode of max_pool2d."""
    return [
        pooled("2x2 windows of 3x5, ceil_mode", digits(-9, 9, 1, 1, 3, 5), 2, True, ceil_mode=True),
        *hanging(rng, negative),
    ]


def max_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, float32, views, arrays that the caller still needs."""
    return [
        pooled("whole numbers, padding 1", rng.integers(-99, 0, (2, 2, 5, 7)), 3, stride=2, padding=1),
        pooled("float32", negative(rng, 2, 2, 4, 7).astype(np.float32), 2),
        pooled("a view of a larger array", strided_view(mixed(rng, 2, 2, 6, 5)), (3, 2)),
        pooled("x is still the caller's", mixed(rng, 2, 2, 5, 6), 2, guard=True, stride=1),
    ]


def avg_windows(rng: Rng) -> list[Case]:
    """Windows side by side, and strides of their own."""
    return [
        pooled("2x2 windows of 4x6", digits(0, 9, 1, 1, 4, 6), 2, True),
        pooled("2 images, 3 maps, 3x2 windows", normal(rng, 2, 3, 6, 8), (3, 2)),
        pooled("rows and columns left over", normal(rng, 2, 2, 7, 11), (2, 3)),
        pooled("3x2 windows, stride (2, 3), cells left over", normal(rng, 2, 2, 8, 12), (3, 2), stride=(2, 3)),
        pooled("2x3 windows, stride 1", mixed(rng, 2, 3, 4, 6), (2, 3), stride=1),
        pooled("2x2 windows, stride (3, 4)", normal(rng, 2, 2, 9, 7), 2, stride=(3, 4)),
    ]


def avg_padding(rng: Rng) -> list[Case]:
    """Padding that counts."""
    return [
        pooled("2x2 windows of 2x4, padding (1, 0)", digits(1, 9, 1, 1, 2, 4), 2, True, padding=(1, 0)),
        pooled("padding (1, 2)", normal(rng, 2, 2, 6, 7), (3, 4), stride=(2, 1), padding=(1, 2)),
        pooled("padding (0, 1)", mixed(rng, 2, 3, 7, 8), (2, 3), stride=(3, 2), padding=(0, 1)),
        pooled("padding (2, 1), windows side by side", normal(rng, 2, 2, 8, 9), (4, 2), padding=(2, 1)),
    ]


def avg_counting(rng: Rng) -> list[Case]:
    """Padding that does not count, among pixels that may be 0."""
    sparse = rng.integers(0, 2, (2, 2, 6, 7)) * normal(rng, 2, 2, 6, 7)
    flag: Any = {"count_include_pad": False}
    return [
        pooled("2x2 windows of 2x4, padding 1", digits(1, 9, 1, 1, 2, 4), 2, True, padding=1, **flag),
        pooled("padding (1, 2)", normal(rng, 2, 2, 6, 7), (3, 4), stride=(2, 1), padding=(1, 2), **flag),
        pooled("many pixels are 0", sparse, (3, 2), stride=(2, 1), padding=1, **flag),
        pooled("no padding", normal(rng, 2, 2, 4, 7), (2, 3), **flag),
    ]


def avg_ceil(rng: Rng) -> list[Case]:
    """ceil_mode of avg_pool2d, with padding that counts and padding that does not."""
    mode: Any = {"stride": (2, 3), "padding": (1, 2), "ceil_mode": True}
    return [
        pooled("2x2 windows of 3x5, ceil_mode", digits(1, 9, 1, 1, 3, 5), 2, True, ceil_mode=True),
        *hanging(rng, normal),
        pooled("padding does not count", normal(rng, 2, 2, 6, 11), (3, 4), count_include_pad=False, **mode),
    ]


def avg_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, float32, views, arrays that the caller still needs."""
    return [
        pooled("whole numbers", rng.integers(0, 256, (2, 2, 5, 7)), (2, 3)),
        pooled("float32", normal(rng, 2, 2, 4, 7).astype(np.float32), 2),
        pooled("a view of a larger array", strided_view(normal(rng, 2, 2, 6, 5)), (3, 2)),
        pooled("x is still the caller's", normal(rng, 2, 2, 5, 6), 2, guard=True, stride=1),
    ]


# ---------------------------------------- avg_pool2d_backward, max_pool2d_backward


def outputs(shape: tuple[int, ...], kernel_size: Any, stride: Any = None, padding: Any = 0) -> tuple[int, ...]:
    """Return the shape of what is pooled."""
    kernel = np.broadcast_to(kernel_size, 2)
    step, margin = np.broadcast_to(kernel if stride is None else stride, 2), np.broadcast_to(padding, 2)
    return (*shape[:2], *((np.array(shape[2:]) + 2 * margin - kernel) // step + 1).tolist())


def shared_back(
    name: str, rng: Rng, shape: tuple[int, ...], kernel_size: Any, shown: bool = False, **options: Any
) -> Case:
    """Make one case of `avg_pool2d_backward`."""
    out = outputs(shape, kernel_size, **options)
    dy = digits(1, 5, *out) * np.prod(np.broadcast_to(kernel_size, 2)) if shown else normal(rng, *out)
    return Case(name, {"dy": dy, "x_shape": shape, "kernel_size": kernel_size}, options, shown=shown)


def avg_back_beside(rng: Rng) -> list[Case]:
    """Windows side by side."""
    return [
        shared_back("2x2 windows of 4x6", rng, (1, 1, 4, 6), 2, True),
        shared_back("2 images, 3 maps, 3x2 windows", rng, (2, 3, 6, 8), (3, 2)),
        shared_back("rows and columns left over", rng, (2, 2, 7, 11), (2, 3)),
    ]


def avg_back_stride(rng: Rng) -> list[Case]:
    """Windows that overlap, and windows with gaps."""
    return [
        shared_back("2x2 windows of 3x4, stride (1, 2)", rng, (1, 1, 3, 4), 2, True, stride=(1, 2)),
        shared_back("3x2 windows, stride (2, 1), cells left over", rng, (2, 2, 8, 6), (3, 2), stride=(2, 1)),
        shared_back("2x4 windows, stride (1, 2)", rng, (2, 3, 5, 9), (2, 4), stride=(1, 2)),
        shared_back("2x2 windows, stride (3, 4)", rng, (2, 2, 9, 7), 2, stride=(3, 4)),
    ]


def avg_back_padding(rng: Rng) -> list[Case]:
    """Padding, which swallows its share."""
    return [
        shared_back("2x2 windows of 2x4, padding (1, 0)", rng, (1, 1, 2, 4), 2, True, padding=(1, 0)),
        shared_back("padding 1", rng, (2, 2, 4, 5), 2, padding=1),
        shared_back("padding (1, 2)", rng, (2, 2, 6, 7), (3, 4), stride=(2, 1), padding=(1, 2)),
        shared_back("padding (0, 1)", rng, (2, 3, 7, 8), (2, 3), stride=(1, 2), padding=(0, 1)),
        shared_back("padding (1, 0), windows side by side", rng, (2, 2, 6, 9), (2, 3), padding=(1, 0)),
    ]


def avg_back_arrays(rng: Rng) -> list[Case]:
    """A gradient of whole numbers, a view, one that the caller still needs."""
    shape = (2, 2, 4, 6)
    view = strided_view(normal(rng, 2, 2, 2, 2))
    return [
        Case("whole numbers", {"dy": rng.integers(-90, 91, (2, 2, 2, 2)), "x_shape": shape, "kernel_size": (2, 3)}),
        Case("a view of a larger array", {"dy": view, "x_shape": shape, "kernel_size": (2, 3)}),
        Case(
            "dy is still the caller's", {"dy": normal(rng, 2, 2, 2, 3), "x_shape": shape, "kernel_size": 2}, guard=True
        ),
    ]


def won(
    name: str, rng: Rng, x: np.ndarray, kernel_size: Any, shown: bool = False, guard: bool = False, **options: Any
) -> Case:
    """Make one case of `max_pool2d_backward`."""
    out = outputs(x.shape, kernel_size, **options)
    dy = 10.0 * (1 + np.arange(np.prod(out)).reshape(out)) if shown else normal(rng, *out)
    return Case(name, {"dy": dy, "x": x, "kernel_size": kernel_size}, options, shown=shown, guard=guard)


def distinct(*shape: int) -> np.ndarray:
    """Return the same whole numbers for the same shape, none twice in one image."""
    return np.random.default_rng(shape).permutation(np.prod(shape)).reshape(shape) - float(np.prod(shape) // 2)


def max_back_beside(rng: Rng) -> list[Case]:
    """Windows side by side, each with one largest number."""
    return [
        won("2x2 windows of 4x6", rng, distinct(1, 1, 4, 6), 2, True),
        won("2 images, 3 maps, 3x2 windows", rng, mixed(rng, 2, 3, 6, 8), (3, 2)),
        won("rows and columns left over", rng, mixed(rng, 2, 2, 7, 11), (2, 3)),
        won("2x4 windows of negative numbers", rng, negative(rng, 2, 2, 4, 8), (2, 4)),
    ]


def max_back_ties(rng: Rng) -> list[Case]:
    """Numbers that occur several times in a window."""
    flat = np.tile([[3.0, 3.0, 1.0, 2.0], [3.0, 1.0, 2.0, 2.0]], (1, 1, 1, 1))
    return [
        won("2x2 windows of 2x4, equal numbers", rng, flat, 2, True),
        won("3x2 windows, equal numbers", rng, rng.integers(0, 3, (2, 3, 6, 8)).astype(float), (3, 2)),
        won("an image of zeros", rng, np.zeros((2, 2, 4, 6)), (2, 3)),
        won("2x4 windows, equal numbers", rng, -rng.integers(1, 3, (2, 2, 4, 8)).astype(float), (2, 4)),
    ]


def max_back_stride(rng: Rng) -> list[Case]:
    """Numbers that win several windows, and windows with gaps."""
    return [
        won("2x2 windows of 3x4, stride (1, 2)", rng, distinct(1, 1, 3, 4), 2, True, stride=(1, 2)),
        won("3x2 windows, stride (2, 1), cells left over", rng, mixed(rng, 2, 2, 8, 6), (3, 2), stride=(2, 1)),
        won("2x4 windows, stride (1, 2)", rng, mixed(rng, 2, 3, 5, 9), (2, 4), stride=(1, 2)),
        won("2x2 windows, stride (3, 4)", rng, mixed(rng, 2, 2, 9, 7), 2, stride=(3, 4)),
    ]


def max_back_padding(rng: Rng) -> list[Case]:
    """Padding that never wins."""
    return [
        won("2x2 windows of 2x4, padding (1, 0)", rng, distinct(1, 1, 2, 4) - 9, 2, True, padding=(1, 0)),
        won("padding 1", rng, negative(rng, 2, 2, 4, 5), 2, padding=1),
        won("padding (1, 2)", rng, negative(rng, 2, 2, 6, 7), (3, 4), stride=(2, 1), padding=(1, 2)),
        won("padding (0, 1)", rng, mixed(rng, 2, 3, 7, 8), (2, 3), stride=(1, 2), padding=(0, 1)),
        won("padding (1, 0), windows side by side", rng, mixed(rng, 2, 2, 6, 9), (2, 3), padding=(1, 0)),
    ]


def max_back_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, views, arrays that the caller still needs."""
    pixels = rng.integers(-99, 0, (2, 2, 5, 7))
    return [
        won("whole numbers, padding 1", rng, pixels, 3, stride=2, padding=1),
        won("a view of a larger array", rng, strided_view(mixed(rng, 2, 2, 6, 5)), (3, 2)),
        won("the arrays are still the caller's", rng, mixed(rng, 2, 2, 5, 6), 2, guard=True, stride=1),
    ]


# --------------------------------------------------- shift_shares, relu_gaps


def shifted(name: str, image: np.ndarray, kernel_size: int, shift: int, **more: Any) -> Case:
    """Make one case of `shift_shares`."""
    return Case(name, {"image": image, "kernel_size": kernel_size, "shift": shift}, **more)


def few(rng: Rng, height: int, width: int) -> np.ndarray:
    """Draw an image of few values, so that equal cells are common."""
    return rng.integers(0, 6, (height, width)).astype(float)


def shift_part(rng: Rng) -> list[Case]:
    """Shifts that are no multiple of the window."""
    return [
        shifted("4x6, windows of 2, shift 1", digits(0, 5, 4, 6), 2, 1, shown=True),
        shifted("18x27, windows of 3, shift 2", few(rng, 18, 27), 3, 2),
        shifted("12x20, windows of 2, shift 3", few(rng, 12, 20), 2, 3),
        shifted("16x32, windows of 4, shift 6", few(rng, 16, 32), 4, 6),
    ]


def shift_whole(rng: Rng) -> list[Case]:
    """Shifts by whole windows, and an image that is still needed."""
    return [
        shifted("4x6, windows of 2, shift 2", digits(0, 5, 4, 6), 2, 2, shown=True),
        shifted("18x27, windows of 3, shift 6", few(rng, 18, 27), 3, 6),
        shifted("12x20, windows of 2, no shift", few(rng, 12, 20), 2, 0),
        shifted("the image is still the caller's", few(rng, 12, 20), 2, 4, guard=True),
    ]


def ordered(name: str, x: np.ndarray, kernel_size: Any, **more: Any) -> Case:
    """Make one case of `relu_gaps`."""
    return Case(name, {"x": x, "kernel_size": kernel_size}, **more)


def both_orders(rng: Rng) -> list[Case]:
    """Maps of both signs, of one sign, and one that is still needed."""
    between = np.array([[[[4.0, 6.0, -6.0, -1.0], [2.0, 8.0, -8.0, 1.0]]]])  # its largest gap is in no window
    return [
        ordered("2x2 windows of 2x4", between, 2, shown=True),
        ordered("2 images, 3 maps, 2x3 windows", mixed(rng, 2, 3, 6, 9), (2, 3)),
        ordered("3x2 windows", mixed(rng, 2, 2, 6, 8), (3, 2)),
        ordered("both signs in each window", negative(rng, 2, 2, 4, 6) * np.resize([1, -1], 6), 2),
        ordered("negative numbers alone", negative(rng, 2, 2, 4, 6), 2),
        ordered("x is still the caller's", mixed(rng, 2, 2, 4, 6), 2, guard=True),
    ]


# --------------------------------------------------------- max_pool2d_test


def returned(answer: Any, case: Case) -> Any:
    """Call an answer that takes no argument; None for the stride stands for the size of the window."""
    inputs = answer()
    if isinstance(inputs, list | tuple) and len(inputs) == 5 and inputs[2] is None:
        x, kernel_size, _, *rest = inputs
        return (x, kernel_size, kernel_size, *rest)
    return inputs


def caught(least: int) -> Any:
    """Ask for inputs that tell so many mistakes apart."""

    def cases(rng: Rng) -> list[Case]:
        return [Case(f"at least {least}", {}, drive=returned)]

    return cases


PARTS: dict[str, dict[str, Part]] = {
    "global_avg_pool2d": {"values": Part(2, whole_maps), "any array": Part(1, whole_arrays)},
    "head_parameters": {"one layer": Part(1, head_one), "several layers": Part(1, head_several)},
    "predict_pooled_sizes": {
        "rounded down": Part(1, rows("abc")),
        "ceil_mode": Part(1, rows("def")),
        "what is left": Part(1, rows("ghi")),
    },
    "pool_output_size": {
        "side by side": Part(1, size_beside),
        "stride and padding": Part(1, size_stride),
        "ceil_mode": Part(1, size_ceil),
        "the last window": Part(1, size_rule),
    },
    "max_pool2d": {
        "side by side": Part(2, beside),
        "stride": Part(2, strides),
        "padding": Part(2, max_padding),
        "ceil_mode": Part(2, max_ceil),
        "any array": Part(1, max_arrays),
    },
    "avg_pool2d": {
        "windows": Part(2, avg_windows),
        "padding": Part(1, avg_padding),
        "count_include_pad": Part(2, avg_counting),
        "ceil_mode": Part(2, avg_ceil),
        "any array": Part(1, avg_arrays),
    },
    "avg_pool2d_backward": {
        "side by side": Part(2, avg_back_beside),
        "stride": Part(2, avg_back_stride),
        "padding": Part(1, avg_back_padding),
        "any array": Part(1, avg_back_arrays),
    },
    "max_pool2d_backward": {
        "side by side": Part(2, max_back_beside),
        "equal numbers": Part(1, max_back_ties),
        "stride": Part(2, max_back_stride),
        "padding": Part(2, max_back_padding),
        "any array": Part(1, max_back_arrays),
    },
    "shift_shares": {"part of a window": Part(1, shift_part), "whole windows": Part(1, shift_whole)},
    "relu_gaps": {"both orders": Part(2, both_orders)},
    "max_pool2d_test": {
        "4 of 12": Part(1, caught(4)),
        "8 of 12": Part(1, caught(8)),
        "all 12": Part(2, caught(12)),
    },
}

LIBRARIES = ("skimage", "scipy", "cnncourse.numpy", "cnncourse.torch", "cnncourse.networks", "cnncourse.mistakes")
MAXIMUM = tuple(
    f"torch.{name}"
    for name in ("nn.functional.max_pool2d", "max_pool2d", "nn.MaxPool2d", "nn.functional.adaptive_max_pool2d")
)
AVERAGE = tuple(
    f"torch.{name}"
    for name in (
        "nn.functional.avg_pool2d",
        "nn.AvgPool2d",
        "nn.functional.adaptive_avg_pool2d",
        "nn.AdaptiveAvgPool2d",
    )
)
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "global_avg_pool2d": AVERAGE + LIBRARIES,
    "predict_pooled_sizes": MAXIMUM + ("cnncourse.numpy", "cnncourse.shapes.pool_output_size"),
    "pool_output_size": MAXIMUM + AVERAGE + LIBRARIES + ("cnncourse.shapes.pool_output_size",),
    "max_pool2d": MAXIMUM + LIBRARIES,
    "avg_pool2d": AVERAGE + LIBRARIES,
    "avg_pool2d_backward": AVERAGE + LIBRARIES,
    "max_pool2d_backward": MAXIMUM + LIBRARIES,
}
