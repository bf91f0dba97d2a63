"""Inputs for the exercises on MobileNet.

Numbers of images, channels, filters, rows and columns all differ, so that no two of them can be mixed up unseen.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from cnncourse import modules
from cnncourse.probes.convolution import Rng, digits, layer, normal, strided_view
from cnncourse.probing import Case, Part, asked

# ------------------------------------------------------------- predictions


def predicted(*names: str) -> Any:
    """Look at some of the five numbers that are to be predicted, one a case."""
    order = ("dense weights", "depthwise weights", "pointwise weights", "maps in between", "multiply-adds")

    def cases(rng: Rng) -> list[Case]:
        return [Case(name, {}, drive=asked, select=order.index(name)) for name in names]

    return cases


# -------------------------------------------------------------------- cost


def ratio_square(rng: Rng) -> list[Case]:
    """Kernels as wide as high."""
    n, k = int(rng.integers(20, 300)), int(rng.integers(4, 12))
    return [
        Case("10 channels out, 2x2 kernels", {"c_out": 10, "kernel_size": 2}, shown=True),
        Case("64 channels out, 3x3 kernels", {"c_out": 64, "kernel_size": 3}),
        Case("one channel out", {"c_out": 1, "kernel_size": 5}),
        Case(f"{n} channels out, {k}x{k} kernels", {"c_out": n, "kernel_size": k}),
    ]


def ratio_pairs(rng: Rng) -> list[Case]:
    """Kernels that are not square."""
    n, k = int(rng.integers(20, 300)), int(rng.integers(4, 12))
    return [
        Case("10 channels out, kernel (1, 5)", {"c_out": 10, "kernel_size": (1, 5)}, shown=True),
        Case(f"{n} channels out, kernel (3, {k})", {"c_out": n, "kernel_size": (3, k)}),
    ]


def timed(name: str, channels: tuple[int, int], size: int, k: int, groups: int, *rates: float, **more: Any) -> Case:
    """Make one case of `layer_time`."""
    names = "c_in", "c_out", "size", "kernel_size", "groups", "macs_per_second", "numbers_per_second"
    return Case(name, dict(zip(names, (*channels, size, k, groups, *rates), strict=True)), **more)


def time_dense(rng: Rng) -> list[Case]:
    """Layers without groups: one waits for its numbers, the others for their arithmetic."""
    c, f = int(rng.integers(5, 20)), int(rng.integers(21, 60))
    return [
        timed("2 channels in, 3 out, a map of 4x4", (2, 3), 4, 3, 1, 100, 10, shown=True),
        timed("the same on a slow processor", (2, 3), 4, 3, 1, 20, 100),
        timed("256 channels on 14x14", (256, 256), 14, 3, 1, 1e12, 1e10),
        timed(f"{c} channels in, {f} out", (c, f), 11, 5, 1, 1e9, 1e9),
        timed(f"{c} channels in, {f} out, 1x1 kernels", (c, f), 11, 1, 1, 1e12, 1e9),
    ]


def time_groups(rng: Rng) -> list[Case]:
    """Layers with groups, up to one a channel."""
    g, m = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    return [
        timed("depthwise, 4 channels, a map of 3x3", (4, 4), 3, 2, 4, 100, 10, shown=True),
        timed("depthwise, 256 channels on 14x14", (256, 256), 14, 3, 256, 1e12, 1e10),
        timed(f"{g} groups, a slow processor", (3 * g, m * g), 9, 3, g, 1e6, 1e9),
        timed(f"{g} groups, a slow memory", (3 * g, m * g), 9, 5, g, 1e9, 1e6),
    ]


# -------------------------------------------------- hard swish, stored numbers


def swish_values(rng: Rng) -> list[Case]:
    """Numbers on both sides of -3 and 3, and on them."""
    drawn = np.array([[-4.0, -3.0, -1.5, 0.0], [1.0, 2.0, 3.0, 5.0]])
    return [
        Case("eight numbers", {"x": drawn}, shown=True),
        Case("far out", {"x": np.array([-1000.0, -7.0, 7.0, 1000.0])}),
        Case("two images", {"x": 2.5 * normal(rng, 2, 3, 5, 7) - 2.0}),
        Case("all negative", {"x": -rng.uniform(0.1, 8.0, (3, 4))}),
    ]


def swish_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, a view, an array that the caller still needs."""
    return [
        Case("whole numbers", {"x": rng.permutation(np.arange(-9, 11)).reshape(2, 2, 5)}),
        Case("a view of a larger array", {"x": strided_view(3 * normal(rng, 2, 3, 4) - 4.0)}),
        Case("x is still the caller's", {"x": 3 * normal(rng, 2, 3, 4) - 4.0}, guard=True),
    ]


def clear_of_ties(rng: Rng, top: float, bits: int, size: int) -> np.ndarray:
    """Draw numbers from below 0 to above `top`, none of them half way between two levels."""
    step = top / (2**bits - 1)
    levels = rng.integers(-3, 2**bits + 4, size)
    levels[0] = -(2**bits) - 2  # below -top
    return (levels + rng.uniform(-0.45, 0.45, size)) * step


def stored_few(rng: Rng) -> list[Case]:
    """Few levels, to be followed by hand."""
    drawn = np.array([-1.0, 0.4, 2.6, 3.5, 6.0, 9.0])
    return [
        Case("2 bits up to 6", {"x": drawn, "top": 6.0, "bits": 2}, shown=True),
        Case("1 bit up to 6", {"x": drawn, "top": 6.0, "bits": 1}),
        Case("3 bits up to 60", {"x": clear_of_ties(rng, 60.0, 3, 30), "top": 60.0, "bits": 3}),
    ]


def stored_any(rng: Rng) -> list[Case]:
    """Eight bits, other tops, any shape."""
    grid = clear_of_ties(rng, 6.0, 8, 24).reshape(2, 3, 4)
    return [
        Case("8 bits up to 6", {"x": grid, "top": 6.0}),
        Case("8 bits up to 60", {"x": clear_of_ties(rng, 60.0, 8, 30), "top": 60.0}),
        Case("5 bits up to 1", {"x": clear_of_ties(rng, 1.0, 5, 30), "top": 1.0, "bits": 5}),
        Case("whole numbers, 2 bits up to 6", {"x": np.array([[-2, 0, 2], [4, 6, 9]]), "top": 6, "bits": 2}),
        Case("x is still the caller's", {"x": clear_of_ties(rng, 6.0, 4, 12), "top": 6.0, "bits": 4}, guard=True),
    ]


# ---------------------------------------------------------------- channels


def divisible(name: str, v: float, shown: bool = False, **options: int) -> Case:
    """Make one case of `make_divisible`."""
    return Case(name, {"v": v}, options, shown=shown)


def widths_near(rng: Rng) -> list[Case]:
    """Numbers whose nearest multiple of 8 is near enough."""
    k = int(rng.integers(10, 40))
    return [
        divisible("29 channels", 29, shown=True),
        divisible("33 channels", 33),
        divisible("a multiple", 8 * k),
        divisible("half way, 52", 52),
        divisible("half way, 60", 60),
        divisible("86 channels", 86),
        divisible("not whole, 67.2", 67.2),
        divisible("not whole, 99.4", 99.4),
        divisible(f"{8 * k + 3} channels", 8 * k + 3),
    ]


def widths_lost(rng: Rng) -> list[Case]:
    """Numbers that would lose more than a tenth."""
    return [
        divisible("11 channels", 11, shown=True),
        divisible("18 channels", 18),
        divisible("35 channels", 35),
        divisible("not whole, 26.7", 26.7),
        divisible("not whole, 17.7", 17.7),
    ]


def widths_other(rng: Rng) -> list[Case]:
    """Other divisors, and fewer channels than the divisor."""
    k = int(rng.integers(10, 40))
    return [
        divisible("3 channels", 3, shown=True),
        divisible("half a channel", 0.5),
        divisible("21 channels, divisor 4", 21, divisor=4),
        divisible("17 channels, divisor 16", 17, divisor=16),
        divisible("1.2 channels, divisor 3", 1.2, divisor=3),
        divisible(f"{5 * k + 2} channels, divisor 5", 5 * k + 2, divisor=5),
        divisible(f"{5 * k + 2.7:.1f} channels, divisor 5", 5 * k + 2.7, divisor=5),
        divisible("70 channels, divisor 32", 70, divisor=32),
    ]


def shuffled(name: str, x: np.ndarray, groups: int, **more: Any) -> Case:
    """Make one case of `channel_shuffle`."""
    return Case(name, {"x": x, "groups": groups}, **more)


def shuffle_order(rng: Rng) -> list[Case]:
    """Two groups and more, and the two numbers of groups that change nothing."""
    drawn = np.array([[10.0 * c + np.arange(2) for c in range(6)]])[:, :, None]
    return [
        shuffled("6 channels in 2 groups", drawn, 2, shown=True),
        shuffled("6 channels in 3 groups", normal(rng, 1, 6, 2, 3), 3),
        shuffled("2 images, 12 channels in 3 groups", normal(rng, 2, 12, 3, 5), 3),
        shuffled("3 images, 8 channels in 2 groups", normal(rng, 3, 8, 5, 2), 2),
        shuffled("1 group", normal(rng, 2, 6, 2, 3), 1),
        shuffled("a group a channel", normal(rng, 2, 5, 2, 3), 5),
    ]


def shuffle_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, a view, an array that the caller still needs."""
    return [
        shuffled("whole numbers", rng.integers(0, 256, (2, 6, 3, 4)), 3),
        shuffled("a view of a larger array", strided_view(normal(rng, 2, 6, 3, 4)), 3),
        shuffled("x is still the caller's", normal(rng, 2, 6, 3, 4), 2, guard=True),
    ]


# ------------------------------------------------------------ depthwise_conv2d


def filters_one(rng: Rng) -> list[Case]:
    """One filter a channel."""
    return [
        Case("2 channels, 2x2 kernels", layer(digits(0, 5, 1, 2, 3, 4), digits(-1, 2, 2, 1, 2, 2)), shown=True),
        Case("2 images, 3 channels, 3x2 kernels", layer(normal(rng, 2, 3, 6, 8), normal(rng, 3, 1, 3, 2))),
        Case("a bias a filter", layer(normal(rng, 3, 4, 5, 7), -normal(rng, 4, 1, 2, 3), 3 * normal(rng, 4))),
        Case(
            "as many channels as output columns",
            layer(normal(rng, 2, 5, 4, 6), normal(rng, 5, 1, 3, 2), normal(rng, 5)),
        ),
    ]


def filters_many(rng: Rng) -> list[Case]:
    """Several filters a channel."""
    bias = np.array([10.0, 20.0, 30.0, -10.0, -20.0, -30.0])
    return [
        Case(
            "2 channels, 3 filters each", layer(digits(0, 5, 1, 2, 2, 3), digits(-1, 2, 6, 1, 1, 2), bias), shown=True
        ),
        Case("3 channels, 2 filters each", layer(normal(rng, 2, 3, 5, 7), -normal(rng, 6, 1, 3, 2))),
        Case(
            "2 channels, 4 filters each, a bias",
            layer(normal(rng, 3, 2, 4, 6), normal(rng, 8, 1, 2, 3), 3 * normal(rng, 8)),
        ),
        Case("1 channel, 3 filters", layer(normal(rng, 2, 1, 4, 6), normal(rng, 3, 1, 3, 2), normal(rng, 3))),
    ]


def depthwise_steps(rng: Rng) -> list[Case]:
    """Stride and padding, alone and together, as ints and as pairs; some leave cells over."""

    def case(name: str, h: int, w: int, kernel: tuple[int, int], **options: Any) -> Case:
        return Case(name, layer(normal(rng, 2, 3, h, w), normal(rng, 6, 1, *kernel), normal(rng, 6)), options)

    drawn = layer(digits(0, 9, 1, 2, 3, 4), digits(-1, 3, 2, 1, 2, 2))
    return [
        Case("stride (1, 2), padding (1, 0)", drawn, {"stride": (1, 2), "padding": (1, 0)}, shown=True),
        case("padding 1", 5, 7, (3, 3), padding=1),
        case("padding (1, 2)", 6, 7, (3, 2), padding=(1, 2)),
        case("stride 2", 7, 9, (3, 3), stride=2),
        case("stride (2, 3), cells left over", 9, 12, (2, 3), stride=(2, 3)),
        case("stride (2, 3), padding (1, 2), cells left over", 8, 11, (3, 2), stride=(2, 3), padding=(1, 2)),
        case("stride (3, 1), padding (2, 0)", 9, 8, (3, 2), stride=(3, 1), padding=(2, 0)),
    ]


def depthwise_arrays(rng: Rng) -> list[Case]:
    """Hand over what callers hand over: whole numbers, float32, views, arrays that they still need."""
    pixels = rng.integers(0, 256, (2, 3, 5, 7))
    single = [a.astype(np.float32) for a in (normal(rng, 2, 3, 6, 7), normal(rng, 6, 1, 2, 3))]
    return [
        Case("an image of whole numbers", layer(pixels, normal(rng, 6, 1, 3, 2), normal(rng, 6))),
        Case("float32", layer(*single)),
        Case("a view of a larger array", layer(strided_view(normal(rng, 2, 3, 6, 5)), -normal(rng, 3, 1, 3, 2))),
        Case(
            "the arrays are still the caller's",
            layer(normal(rng, 2, 3, 5, 6), normal(rng, 6, 1, 2, 2), normal(rng, 6)),
            guard=True,
        ),
    ]


NOTICED = {"many": 55, "most": 68, "all but one": 75}  # of the 76 wrong functions


def noticed(part: str) -> Part:
    """Ask for inputs that tell so many of the wrong functions from the right one."""
    return Part(1, lambda rng: [Case(part, {}, drive=asked)])


# ---------------------------------------------------- depthwise_separable_conv2d


def separable(x: np.ndarray, *arrays: np.ndarray) -> dict[str, Any]:
    """Name the arrays; the bias only if there is one."""
    return dict(zip(("x", "depthwise_weight", "pointwise_weight", "bias"), (x, *arrays), strict=False))


def drawn(rng: Rng, x: tuple[int, ...], m: int, kernel: tuple[int, int], f: int, bias: bool = True) -> dict[str, Any]:
    """Draw images, m kernels a channel, f filters of 1x1, and a bias."""
    c = x[1]
    arrays = [normal(rng, *x), normal(rng, c * m, 1, *kernel), rng.normal(0.0, 1.0, (f, c * m, 1, 1))]
    return separable(*arrays, *([3 * normal(rng, f)] if bias else []))


def steps_two(rng: Rng) -> list[Case]:
    """Both steps, with and without a bias."""
    whole = digits(0, 4, 1, 2, 2, 3), digits(-1, 2, 2, 1, 1, 2), digits(-1, 2, 3, 2, 1, 1)
    return [
        Case("2 channels in, 3 out", separable(*whole, np.array([10.0, 20.0, -30.0])), shown=True),
        Case("3 channels in, 5 out", drawn(rng, (2, 3, 6, 8), 1, (3, 2), 5, bias=False)),
        Case("4 channels in, 4 out", drawn(rng, (3, 4, 5, 7), 1, (2, 3), 4)),
        Case("as many channels out as output columns", drawn(rng, (2, 3, 4, 6), 1, (3, 2), 5)),
    ]


def steps_placed(rng: Rng) -> list[Case]:
    """Stride and padding belong to the depthwise step."""
    whole = separable(digits(0, 4, 1, 2, 3, 4), digits(-1, 2, 2, 1, 2, 2), digits(-1, 2, 2, 2, 1, 1))
    both = {"stride": (2, 3), "padding": (1, 2)}
    return [
        Case("stride (1, 2), padding (1, 0)", whole, {"stride": (1, 2), "padding": (1, 0)}, shown=True),
        Case("padding 1", drawn(rng, (2, 3, 5, 7), 1, (3, 3), 4, bias=False), {"padding": 1}),
        Case("stride 2", drawn(rng, (2, 3, 9, 11), 1, (3, 3), 4), {"stride": 2}),
        Case("stride (2, 3), padding (1, 2)", drawn(rng, (2, 4, 8, 11), 1, (3, 2), 3), both),
    ]


def steps_many(rng: Rng) -> list[Case]:
    """Several depthwise filters a channel."""
    return [
        Case("2 channels, 3 filters each", drawn(rng, (2, 2, 5, 6), 3, (2, 3), 4)),
        Case("3 channels, 2 filters each, stride 2", drawn(rng, (2, 3, 7, 8), 2, (3, 2), 5), {"stride": 2}),
    ]


def steps_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, float32, a view, arrays that the caller still needs."""
    pixels = {**drawn(rng, (2, 3, 5, 7), 1, (3, 2), 4), "x": rng.integers(0, 256, (2, 3, 5, 7))}
    single = {k: v.astype(np.float32) for k, v in drawn(rng, (2, 3, 5, 7), 1, (3, 2), 4).items()}
    view = {**drawn(rng, (2, 3, 6, 5), 1, (2, 2), 4), "x": strided_view(normal(rng, 2, 3, 6, 5))}
    return [
        Case("an image of whole numbers", pixels),
        Case("float32", single),
        Case("a view of a larger array", view),
        Case("the arrays are still the caller's", drawn(rng, (2, 3, 5, 6), 1, (2, 3), 4), guard=True),
    ]


# ------------------------------------------------------------------ squash_loss

LONG = 10_000  # terms: a singular value is the result of many steps


def squash_two(rng: Rng) -> list[Case]:
    """Two channels: small cases that can be followed by hand."""
    return [
        Case(
            "two kernels that share no cell", {"kernel": np.array([[[3.0, 0.0]], [[0.0, 4.0]]])}, shown=True, terms=LONG
        ),
        Case("two 2x3 kernels", {"kernel": rng.normal(0.2, 1.0, (2, 2, 3))}, terms=LONG),
    ]


def squash_many(rng: Rng) -> list[Case]:
    """More channels than two, and more channels than taps."""
    whole = rng.permutation(np.arange(-11, 13)).reshape(4, 2, 3)
    return [
        Case("5 channels, 3x3", {"kernel": rng.normal(0.2, 1.0, (5, 3, 3))}, terms=LONG),
        Case("9 channels, 2x3", {"kernel": rng.normal(0.2, 1.0, (9, 2, 3))}, terms=LONG),
        Case("whole numbers", {"kernel": whole}, terms=LONG),
        Case("the kernel is still the caller's", {"kernel": rng.normal(0.2, 1.0, (3, 3, 2))}, guard=True, terms=LONG),
    ]


# --------------------------------------------------------------- SqueezeExcite


def gate_output(module: Any, x_shape: Sequence[int], seed: int, scale: float = 1.0, gradient: bool = False) -> Any:
    """Return the output of a gate, or the gradient of its input.

    Weights go by their shapes alone, so that two linear layers and two 1x1 convolutions get the same numbers. Half of
    the biases are well below 0, so that the ReLU between the layers matters. Each map has a mean of its own.
    """
    N, C, *_ = x_shape
    x = scale * (modules.images(x_shape, seed) + modules.images((N, C, 1, 1), seed + 1))
    modules.filled(module, x, seed)
    fill_by_shape(module, seed)
    x.requires_grad_()
    y = module.train()(x)
    if not gradient:
        return y
    (y * modules.images(y.shape, seed + 2)).sum().backward()
    return x.grad


def fill_by_shape(module: Any, seed: int) -> None:
    """Give each parameter numbers that depend on its shape, trailing ones aside."""
    import torch

    for tensor in module.parameters():
        shape = tuple(tensor.shape[:2])
        rng = np.random.default_rng([seed, zlib.crc32(f"{shape}".encode())])
        if len(shape) == 1:
            numbers = np.linspace(-1.2, 1.2, shape[0]) + rng.normal(0, 0.1, shape)
        else:
            numbers = rng.normal(0, 1, shape) / np.sqrt(shape[1])
        if tensor.numel() == numbers.size:
            with torch.no_grad():
                tensor.copy_(torch.from_numpy(numbers).reshape(tensor.shape))


def learned(module: Any) -> int:
    """Count the numbers that a module learns."""
    return sum(parameter.numel() for parameter in module.parameters())


def gate_sizes(rng: Rng) -> list[Case]:
    """How many numbers the gate learns."""
    return [
        modules.module_case("8 channels, reduction 2", {"channels": 8, "reduction": 2}, learned),
        modules.module_case("12 channels, the default reduction", {"channels": 12}, learned),
        modules.module_case("15 channels, reduction 5", {"channels": 15, "reduction": 5}, learned),
    ]


def gate_values(rng: Rng) -> list[Case]:
    """What comes out."""

    def case(name: str, x_shape: tuple[int, ...], reduction: int, **more: Any) -> Case:
        look = partial(gate_output, x_shape=x_shape, seed=modules.draw_seed(rng), **more)
        return modules.module_case(name, {"channels": x_shape[1], "reduction": reduction}, look)

    return [
        case("one image of 8 channels", (1, 8, 4, 5), 2),
        case("3 images of 6 channels", (3, 6, 5, 4), 2),
        case("2 images of 12 channels, reduction 4", (2, 12, 3, 7), 4),
        case("large numbers", (2, 8, 4, 5), 2, scale=20.0),
    ]


def gate_gradient(rng: Rng) -> list[Case]:
    """What a gradient sees on its way back."""
    look = partial(gate_output, x_shape=(3, 8, 4, 5), seed=modules.draw_seed(rng), gradient=True)
    return [modules.module_case("the gradient of x", {"channels": 8, "reduction": 2}, look)]


# ------------------------------------------------------------- InvertedResidual

Shapes = tuple[int, int, int, int]  # channels in and out, stride, expand_ratio


def block(name: str, shapes: Shapes, look: Any, **more: Any) -> Case:
    """Make one case that builds a block and looks at what it does to 2 images of 7 x 8."""
    names = "in_channels", "out_channels", "stride", "expand_ratio"
    look = partial(look, x_shape=(2, shapes[0], 7, 8), **more)
    return modules.module_case(name, dict(zip(names, shapes, strict=True)), look)


def block_path(rng: Rng) -> list[Case]:
    """Blocks without a shortcut, as the channels change."""
    shapes = 3, 5, 1, 2
    return [
        block("numbers learnt, 3 channels in, 5 out", shapes, modules.parameter_counts),
        block("3 channels in, 5 out", shapes, modules.output, seed=modules.draw_seed(rng)),
        block("4 channels in, 2 out, expanded threefold", (4, 2, 1, 3), modules.output, seed=modules.draw_seed(rng)),
        block("large numbers", shapes, modules.output, scale=12.0, seed=modules.draw_seed(rng)),
    ]


def block_stride(rng: Rng) -> list[Case]:
    """Blocks that halve the maps."""
    return [
        block("stride 2, 3 channels in, 5 out", (3, 5, 2, 2), modules.output, seed=modules.draw_seed(rng)),
        block("stride 2, 4 channels in, 2 out", (4, 2, 2, 3), modules.output, seed=modules.draw_seed(rng)),
    ]


def block_shortcut(rng: Rng) -> list[Case]:
    """Equal channels, with stride 1 and 2; the other parts have channels that differ."""
    return [
        block("stride 1, 3 channels in and out", (3, 3, 1, 2), modules.output, seed=modules.draw_seed(rng)),
        block("stride 2, 3 channels in and out", (3, 3, 2, 2), modules.output, seed=modules.draw_seed(rng)),
        block("numbers learnt, 3 channels in and out", (3, 3, 1, 2), modules.parameter_counts),
    ]


def block_plain(rng: Rng) -> list[Case]:
    """Blocks that do not expand."""
    return [
        block("numbers learnt, expand_ratio 1", (4, 3, 1, 1), modules.parameter_counts),
        block("expand_ratio 1, 4 channels in, 3 out", (4, 3, 1, 1), modules.output, seed=modules.draw_seed(rng)),
        block("expand_ratio 1, 4 channels in and out", (4, 4, 1, 1), modules.output, seed=modules.draw_seed(rng)),
    ]


def block_training(rng: Rng) -> list[Case]:
    """What training mode changes, what a gradient sees, what the batch norms remember."""
    seed = modules.draw_seed(rng)
    return [
        block("in training mode", (3, 3, 1, 2), modules.output, seed=seed, training=True),
        block("the gradient of x", (3, 3, 1, 2), modules.input_gradient, seed=seed),
        block("the running statistics after a pass", (3, 5, 2, 2), modules.running_statistics, seed=seed),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "predict_separable": {
        "dense": Part(1, predicted("dense weights")),
        "separable": Part(2, predicted("depthwise weights", "pointwise weights", "maps in between")),
        "work": Part(1, predicted("multiply-adds")),
    },
    "separable_cost_ratio": {"square kernels": Part(1, ratio_square), "pairs": Part(1, ratio_pairs)},
    "layer_time": {"dense": Part(1, time_dense), "groups": Part(1, time_groups)},
    "hard_swish": {"values": Part(2, swish_values), "any array": Part(1, swish_arrays)},
    "store_in_bits": {"few levels": Part(1, stored_few), "any array": Part(1, stored_any)},
    "make_divisible": {
        "nearest multiple": Part(1, widths_near),
        "not a tenth less": Part(1, widths_lost),
        "any divisor": Part(1, widths_other),
    },
    "channel_shuffle": {"order": Part(2, shuffle_order), "any array": Part(1, shuffle_arrays)},
    "depthwise_conv2d": {
        "one filter a channel": Part(3, filters_one),
        "several filters a channel": Part(2, filters_many),
        "stride and padding": Part(2, depthwise_steps),
        "any array": Part(1, depthwise_arrays),
    },
    "depthwise_test": {part: noticed(part) for part in NOTICED},
    "depthwise_separable_conv2d": {
        "two steps": Part(2, steps_two),
        "stride and padding": Part(2, steps_placed),
        "several filters a channel": Part(1, steps_many),
        "any array": Part(1, steps_arrays),
    },
    "squash_loss": {"two channels": Part(1, squash_two), "any kernel": Part(1, squash_many)},
    "SqueezeExcite": {
        "sizes": Part(1, gate_sizes),
        "values": Part(2, gate_values),
        "gradient": Part(1, gate_gradient),
    },
    "InvertedResidual": {
        "expand, filter, project": Part(3, block_path),
        "stride": Part(1, block_stride),
        "shortcut": Part(2, block_shortcut),
        "no expansion": Part(1, block_plain),
        "training": Part(1, block_training),
    },
}

CONVOLUTIONS = (
    "torch.nn.functional.conv2d",
    "torch.conv2d",
    "torch.convolution",
    "torch.nn.Conv2d",
    "scipy.signal",
    "scipy.ndimage",
    "skimage",
    "cnncourse.numpy",
    "cnncourse.torch",
    "cnncourse.networks",
)
BLOCKS = ("torchvision", "timm", "cnncourse.networks")

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "separable_cost_ratio": ("cnncourse.shapes",),
    "layer_time": ("cnncourse.shapes",),
    "hard_swish": (
        "torch.nn.functional.hardswish",
        "torch.nn.Hardswish",
        "torch.nn.functional.hardsigmoid",
        "torch.nn.Hardsigmoid",
        "cnncourse.numpy",
        "cnncourse.torch",
    ),
    "make_divisible": BLOCKS,
    "channel_shuffle": (
        "torch.nn.functional.channel_shuffle",
        "torch.channel_shuffle",
        "torch.nn.ChannelShuffle",
        *BLOCKS,
    ),
    "depthwise_conv2d": CONVOLUTIONS,
    "depthwise_separable_conv2d": CONVOLUTIONS,
    "SqueezeExcite": BLOCKS,
    "InvertedResidual": BLOCKS,
}
