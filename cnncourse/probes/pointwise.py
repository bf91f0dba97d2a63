"""Inputs for the exercises on 1x1 convolutions.

Numbers of images, channels, filters, rows and columns all differ, so that no two of them can be mixed up unseen;
where some are equal, it is for a mistake that shows there alone.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnncourse import modules
from cnncourse.probes.convolution import Rng, digits, layer, normal, strided_view
from cnncourse.probing import Case, Part, asked

# ------------------------------------------------------------- predictions

ASKED = "weights", "numbers learnt", "numbers of the output", "multiply-adds", "receptive field"


def predicted(*names: str) -> Any:
    """Look at some of the predicted numbers, one a case."""

    def cases(rng: Rng) -> list[Case]:
        return [Case(name, {}, drive=asked, select=ASKED.index(name)) for name in names]

    return cases


# --------------------------------------------------------- pointwise_conv2d


def drawn(rng: Rng, shape: tuple[int, ...], f: int, bias: bool = False) -> dict[str, Any]:
    """Draw images, f filters, and a bias if one is wanted."""
    weight = rng.normal(0.3, 1.0, (f, shape[1], 1, 1))
    return layer(normal(rng, *shape), weight, 3 * normal(rng, f) if bias else None)


def one_filter(rng: Rng) -> list[Case]:
    """One map out."""
    whole = np.array([2.0, -1.0]).reshape(1, 2, 1, 1)
    return [
        Case("2 channels in, 1 out", layer(digits(0, 5, 1, 2, 2, 3), whole), shown=True),
        Case("4 channels in, 1 out", drawn(rng, (1, 4, 3, 5), 1)),
        Case("2 images of 3 channels, 1 map out", drawn(rng, (2, 3, 4, 6), 1)),
    ]


def filters(rng: Rng) -> list[Case]:
    """Several maps out: more than come in, fewer, as many."""
    return [
        Case("2 channels in, 3 out", layer(digits(0, 5, 1, 2, 2, 3), digits(-2, 3, 3, 2, 1, 1)), shown=True),
        Case("3 channels in, 5 out", drawn(rng, (2, 3, 4, 6), 5)),
        Case("5 channels in, 2 out", drawn(rng, (3, 5, 4, 6), 2)),
        Case("4 channels in and out", drawn(rng, (2, 4, 5, 3), 4)),
    ]


def biases(rng: Rng) -> list[Case]:
    """A bias, and sizes along which a bias would run wrongly."""
    whole = layer(digits(0, 5, 1, 2, 2, 3), digits(-2, 3, 3, 2, 1, 1), np.array([10.0, 20.0, -40.0]))
    return [
        Case("2 channels in, 3 out, a bias", whole, shown=True),
        Case("3 channels in, 5 out", drawn(rng, (2, 3, 4, 6), 5, bias=True)),
        Case("as many channels out as columns", drawn(rng, (2, 3, 4, 5), 5, bias=True)),
        Case("as many channels out as rows", drawn(rng, (2, 3, 5, 7), 5, bias=True)),
        Case("as many channels out as in, and as images", drawn(rng, (4, 4, 3, 5), 4, bias=True)),
    ]


def any_arrays(rng: Rng) -> list[Case]:
    """Whole numbers, float32, a view, and arrays that are still the caller's."""
    pixels = rng.integers(0, 9, (2, 3, 4, 6))
    single = [a.astype(np.float32) for a in drawn(rng, (2, 4, 3, 5), 3, bias=True).values()]
    view = drawn(rng, (2, 3, 4, 5), 4)
    weight, bias = rng.normal(0.3, 1.0, (5, 3, 1, 1)), normal(rng, 5)
    return [
        Case("images of whole numbers", layer(pixels, weight, bias)),
        Case("float32", layer(*single)),
        Case("a view of a larger array", layer(strided_view(view["x"]), view["weight"])),
        Case("the arrays are still the caller's", drawn(rng, (2, 3, 4, 5), 4, bias=True), guard=True),
    ]


NOTICED = {"many": 36, "most": 42, "all but one": 44}  # of the 45 wrong functions


def noticed(part: str) -> Part:
    """Ask for inputs that tell so many of the wrong functions from the right one."""
    return Part(1, lambda rng: [Case(part, {}, drive=asked)])


# ------------------------------------------------------- linear_as_pointwise


def fully_connected(name: str, w1: np.ndarray, w2: np.ndarray, size: tuple[int, int], **more: Any) -> Case:
    """Make one case of `linear_as_pointwise`."""
    args = {"weight1": w1, "weight2": w2, "height": size[0], "width": size[1]}
    return Case(name, args, terms=1, **more)


def kernels(index: int) -> Any:
    """Look at the first kernel or at the second."""

    def cases(rng: Rng) -> list[Case]:
        whole = np.arange(1.0, 13.0).reshape(2, 6), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        return [
            fully_connected("2 channels of 1x3", *whole, (1, 3), select=index, shown=True),
            fully_connected("3 channels of 4x5", normal(rng, 7, 60), normal(rng, 4, 7), (4, 5), select=index),
            fully_connected("one channel of 6x2", normal(rng, 3, 12), normal(rng, 5, 3), (6, 2), select=index),
            fully_connected("4 channels of one pixel", normal(rng, 6, 4), normal(rng, 5, 6), (1, 1), select=index),
            fully_connected("as many outputs as inputs", normal(rng, 8, 8), normal(rng, 8, 8), (2, 2), select=index),
        ]

    return cases


def kernels_kept(rng: Rng) -> list[Case]:
    """Float32, and arrays that are still the caller's."""
    w1, w2 = normal(rng, 5, 18).astype(np.float32), normal(rng, 4, 5).astype(np.float32)
    whole = rng.integers(-9, 10, (5, 24)), rng.integers(-9, 10, (3, 5))
    return [
        fully_connected("float32", w1, w2, (2, 3)),
        fully_connected("whole numbers", *whole, (3, 4)),
        fully_connected("the arrays are still the caller's", normal(rng, 5, 24), normal(rng, 4, 5), (3, 2), guard=True),
    ]


# --------------------------------------------------------------------- costs


def reduced(name: str, numbers: tuple[int, ...], shown: bool = False) -> Case:
    """Make one case of `bottleneck_macs`."""
    names = "c_in", "c_mid", "c_out", "kernel_size", "height", "width"
    return Case(name, dict(zip(names, numbers, strict=True)), shown=shown)


def macs_square(rng: Rng) -> list[Case]:
    """Maps as wide as high."""
    i, m, o = (int(rng.integers(*span)) for span in ((80, 200), (10, 30), (31, 70)))
    return [
        reduced("4 channels, 2, 3, a 3x3 kernel, 5x5 pixels", (4, 2, 3, 3, 5, 5), shown=True),
        reduced("192 channels, 16, 32, a 5x5 kernel, 28x28 pixels", (192, 16, 32, 5, 28, 28)),
        reduced("a 7x7 kernel", (i, m, o, 7, 9, 9)),
    ]


def macs_wide(rng: Rng) -> list[Case]:
    """Maps that are not square."""
    i, m, o, w = (int(rng.integers(*span)) for span in ((80, 200), (10, 30), (31, 70), (20, 40)))
    return [
        reduced("2 channels, 1, 3, a 3x3 kernel, 4x6 pixels", (2, 1, 3, 3, 4, 6), shown=True),
        reduced("wide maps", (i, m, o, 3, 12, w)),
        reduced("high maps", (i, m, o, 5, w, 7)),
    ]


def widths(*layers: tuple[int, int, int]) -> list[Case]:
    """Make cases of `widest_reduction`, the first one shown."""
    names = "c_in", "c_out", "kernel_size"
    return [
        Case(f"{i} to {o} channels, {k}x{k} kernels", dict(zip(names, (i, o, k), strict=True)), shown=not n)
        for n, (i, o, k) in enumerate(layers)
    ]


def widest_some(rng: Rng) -> list[Case]:
    """Layers between whose two ways no equality can occur."""
    k = int(rng.integers(4, 8))
    return widths((4, 5, 3), (6, 5, 3), (192, 32, 5), (192, 128, 3), (31, 40, k), (61, 7, k))


def widest_edges(rng: Rng) -> list[Case]:
    """Layers in which equal work occurs, and such as have nothing to save."""
    m, k = int(rng.integers(5, 20)), int(rng.integers(2, 6))
    return widths((18, 2, 3), (9, 2, 3), (2, 2, 1), (1, 6, 3), (2 * m * k * k, 2 * m, k))


# ----------------------------------------------------------- merge_pointwise


def two_layers(name: str, *arrays: np.ndarray, **more: Any) -> Case:
    """Make one case of `merge_pointwise`."""
    return Case(name, dict(zip(("weight1", "bias1", "weight2", "bias2"), arrays, strict=True)), **more)


def layers_drawn(rng: Rng, c: int, m: int, f: int) -> list[np.ndarray]:
    """Draw two layers, from c channels over m to f."""
    return [rng.normal(0.4, 1, (m, c, 1, 1)), rng.normal(0.5, 2, m), rng.normal(0.4, 1, (f, m, 1, 1)), normal(rng, f)]


def merged(index: int) -> Any:
    """Look at the weight or at the bias."""

    def cases(rng: Rng) -> list[Case]:
        weight1, weight2 = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 1.0]]), np.array([[2.0, 1.0], [0.0, -3.0]])
        whole = weight1[:, :, None, None], np.array([5.0, -4.0]), weight2[:, :, None, None], np.array([10.0, 20.0])
        return [
            two_layers("3 channels, 2, 2", *whole, select=index, shown=True),
            two_layers("4 channels, 3, 5", *layers_drawn(rng, 4, 3, 5), select=index),
            two_layers("3 channels all the way", *layers_drawn(rng, 3, 3, 3), select=index),
            two_layers("1 channel in between", *layers_drawn(rng, 5, 1, 4), select=index),
        ]

    return cases


def merged_kept(rng: Rng) -> list[Case]:
    """Arrays that are still the caller's."""
    return [two_layers("the arrays are still the caller's", *layers_drawn(rng, 5, 4, 3), guard=True)]


# -------------------------------------------------------------------- MLPConv


def block(name: str, in_channels: int, channels: tuple[int, ...], kernel_size: int, look: Any, **more: Any) -> Case:
    """Make one case that builds a block and looks at what it does to 2 images of 6 x 8."""
    arguments = {"in_channels": in_channels, "channels": channels, "kernel_size": kernel_size}
    return modules.module_case(name, arguments, partial(look, x_shape=(2, in_channels, 6, 8), **more))


def block_numbers(rng: Rng) -> list[Case]:
    """How many numbers are learnt."""
    return [
        block("3 channels in, channels (5, 4, 6), 3x3", 3, (5, 4, 6), 3, modules.parameter_counts),
        block("2 channels in, channels (7, 3, 5), 5x5", 2, (7, 3, 5), 5, modules.parameter_counts),
    ]


def block_values(rng: Rng) -> list[Case]:
    """What comes out in evaluation mode."""
    look = modules.output
    return [
        block("3 channels in, channels (5, 4, 6), 3x3", 3, (5, 4, 6), 3, look, seed=modules.draw_seed(rng)),
        block("2 channels in, channels (7, 3, 5), 5x5", 2, (7, 3, 5), 5, look, seed=modules.draw_seed(rng)),
        block("4 channels all the way, 3x3", 4, (4, 4, 4), 3, look, seed=modules.draw_seed(rng)),
        block("large numbers", 3, (5, 4, 6), 3, modules.output, scale=12.0, seed=modules.draw_seed(rng)),
    ]


def block_training(rng: Rng) -> list[Case]:
    """What training mode changes, and what a gradient sees on its way back."""
    return [
        block("in training mode", 3, (5, 4, 6), 3, modules.output, seed=modules.draw_seed(rng), training=True),
        block("the gradient of x", 3, (5, 4, 6), 3, modules.input_gradient, seed=modules.draw_seed(rng)),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "predict_pointwise": {
        "learnt": Part(1, predicted("weights", "numbers learnt")),
        "output": Part(1, predicted("numbers of the output")),
        "work": Part(1, predicted("multiply-adds")),
        "field": Part(1, predicted("receptive field")),
    },
    "pointwise_conv2d": {
        "one filter": Part(2, one_filter),
        "several filters": Part(2, filters),
        "bias": Part(1, biases),
        "any array": Part(1, any_arrays),
    },
    "pointwise_conv2d_test": {part: noticed(part) for part in NOTICED},
    "linear_as_pointwise": {
        "first kernel": Part(2, kernels(0)),
        "second kernel": Part(1, kernels(1)),
        "any array": Part(1, kernels_kept),
    },
    "bottleneck_macs": {"square maps": Part(1, macs_square), "any maps": Part(1, macs_wide)},
    "widest_reduction": {"less work": Part(1, widest_some), "equal work": Part(1, widest_edges)},
    "merge_pointwise": {
        "weight": Part(1, merged(0)),
        "bias": Part(1, merged(1)),
        "any array": Part(1, merged_kept),
    },
    "MLPConv": {
        "numbers learnt": Part(1, block_numbers),
        "values": Part(3, block_values),
        "training": Part(1, block_training),
    },
}

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "pointwise_conv2d": (
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
    ),
    "bottleneck_macs": ("cnncourse.shapes",),
    "widest_reduction": ("cnncourse.shapes",),
    "MLPConv": ("torchvision", "timm", "cnncourse.networks"),
}
