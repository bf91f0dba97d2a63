"""Inputs for the exercises on the arithmetic of layers: shapes, costs, receptive fields."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.probes.convolution import Rng
from cnncourse.probes.filters import caught
from cnncourse.probing import Case, Part, asked

# -------------------------------------------------------------- layer_cost


def counted(name: str, c_in: int, c_out: int, kernel_size: Any, shown: bool = False, **options: Any) -> Case:
    """Make one case of `parameter_count`."""
    return Case(name, {"c_in": c_in, "c_out": c_out, "kernel_size": kernel_size}, options, shown=shown)


def parameters_dense(rng: Rng) -> list[Case]:
    """Layers without groups."""
    c, f = int(rng.integers(5, 40)), int(rng.integers(41, 90))
    return [
        counted("3 channels, 2 filters of 3x3", 3, 2, 3, shown=True),
        counted("3 channels, 6 filters of 5x5", 3, 6, 5),
        counted("a 1x7 kernel", c, f, (1, 7)),
        counted("without bias", c, f, 3, bias=False),
    ]


def parameters_groups(rng: Rng) -> list[Case]:
    """Layers with groups."""
    g, m = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    return [
        counted("4 channels, 6 filters of 3x3, 2 groups", 4, 6, 3, shown=True, groups=2),
        counted(f"{g} groups without bias", 3 * g, 2 * g, (3, 2), groups=g, bias=False),
        counted(f"depthwise, {m} filters a channel", g, m * g, 3, groups=g),
    ]


def macs(name: str, c_in: int, c_out: int, kernel_size: Any, size: Any, shown: bool = False, **options: Any) -> Case:
    """Make one case of `mac_count`."""
    args = {"c_in": c_in, "c_out": c_out, "kernel_size": kernel_size, "output_size": size}
    return Case(name, args, options, shown=shown)


def macs_dense(rng: Rng) -> list[Case]:
    """Layers without groups."""
    c, f, w = int(rng.integers(5, 40)), int(rng.integers(41, 90)), int(rng.integers(20, 60))
    return [
        macs("3 channels, 2 filters of 3x3, output 8x8", 3, 2, 3, 8, shown=True),
        macs("3x3, 64 to 64 channels, output 224x224", 64, 64, 3, 224),
        macs("a 3x5 kernel, a wide output", c, f, (3, 5), (7, w)),
    ]


def macs_groups(rng: Rng) -> list[Case]:
    """Layers with groups."""
    g, w = int(rng.integers(3, 7)), int(rng.integers(20, 60))
    return [
        macs("4 channels, 6 filters of 3x3, 2 groups, output 5x5", 4, 6, 3, 5, shown=True, groups=2),
        macs("depthwise 3x3", 32, 32, 3, 112, groups=32),
        macs(f"{g} groups, a wide output", 3 * g, 2 * g, (3, 2), (9, w), groups=g),
    ]


def field_plain(rng: Rng) -> list[Case]:
    """Stacks at stride 1."""
    k = [int(size) for size in rng.integers(2, 8, 4)]
    return [
        Case("three layers of 3", {"layers": [(3, 1, 1)] * 3}, shown=True),
        Case("one layer of 5", {"layers": [(5, 1, 1)]}),
        Case(f"kernels {k}", {"layers": [(size, 1, 1) for size in k]}),
        Case("no layer", {"layers": []}),
    ]


def field_stride(rng: Rng) -> list[Case]:
    """Stacks with stride and dilation."""
    k = [int(size) for size in rng.integers(3, 8, 3)]
    return [
        Case("3 with stride 2, then 3", {"layers": [(3, 2, 1), (3, 1, 1)]}, shown=True),
        Case("dilations 1, 2, 4", {"layers": [(3, 1, 1), (3, 1, 2), (3, 1, 4)]}),
        Case("7 with stride 2, 3 with stride 2, 3, 3", {"layers": [(7, 2, 1), (3, 2, 1), (3, 1, 1), (3, 1, 1)]}),
        Case("stride and dilation mixed", {"layers": [(k[0], 2, 2), (k[1], 3, 1), (k[2], 2, 3), (4, 1, 2)]}),
    ]


# ------------------------------------------------------------- predict_fields

STACKS = {
    "one layer": [(3, 1, 1)],
    "two layers": [(3, 1, 1)] * 2,
    "three layers": [(3, 1, 1)] * 3,
    "three layers, the first with stride 2": [(3, 2, 1), (3, 1, 1), (3, 1, 1)],
    "three layers, dilations 1, 2, 4": [(3, 1, 1), (3, 1, 2), (3, 1, 4)],
}


def predicted(*names: str) -> Any:
    """Look at some of the predicted fields, one a case."""

    def cases(rng: Rng) -> list[Case]:
        order = list(STACKS)
        return [Case(name, {"layers": np.array(STACKS[name])}, drive=asked, select=order.index(name)) for name in names]

    return cases


# ----------------------------------------------------------- conv_output_shape


def shaped(name: str, shape: tuple[int, ...], weight_shape: tuple[int, ...], shown: bool = False, **options: Any):
    """Make one case of `conv_output_shape`."""
    return Case(name, {"shape": shape, "weight_shape": weight_shape}, options, shown=shown)


def shape_plain(rng: Rng) -> list[Case]:
    """Vary images, channels, filters and kernel at stride 1."""
    n, c, f, h, w = (int(rng.integers(*span)) for span in ((5, 9), (10, 20), (21, 40), (41, 60), (61, 80)))
    return [
        shaped("2 images, 4 filters of 3x2", (2, 3, 5, 7), (4, 3, 3, 2), shown=True),
        shaped("a kernel as large as the image", (3, 1, 4, 6), (5, 1, 4, 6)),
        shaped("larger numbers", (n, c, h, w), (f, c, 4, 7)),
    ]


def shape_placed(rng: Rng) -> list[Case]:
    """Vary stride and padding, as ints."""
    h, w, s = (int(rng.integers(*span)) for span in ((41, 60), (61, 80), (4, 7)))
    return [
        shaped("stride 2", (2, 3, 8, 6), (4, 3, 3, 3), shown=True, stride=2),
        shaped("padding 2", (2, 3, 8, 6), (4, 3, 3, 2), padding=2),
        shaped("the first layer of a ResNet", (32, 3, 224, 224), (64, 3, 7, 7), stride=2, padding=3),
        shaped(f"stride {s}, padding 1", (5, 6, h, w), (9, 6, 3, 5), stride=s, padding=1),
    ]


def shape_dilated(rng: Rng) -> list[Case]:
    """Vary the dilation, alone and with the rest."""
    d = int(rng.integers(3, 6))
    return [
        shaped("dilation 2", (2, 3, 9, 12), (4, 3, 3, 4), shown=True, dilation=2),
        shaped(f"stride 3, padding 2, dilation {d}", (5, 6, 41, 53), (7, 6, 4, 3), stride=3, padding=2, dilation=d),
    ]


def shape_pairs(rng: Rng) -> list[Case]:
    """Give (vertical, horizontal) pairs."""
    h, w = int(rng.integers(20, 40)), int(rng.integers(41, 70))
    return [
        shaped("stride (2, 3), padding (1, 0)", (2, 3, 6, 9), (4, 3, 3, 2), True, stride=(2, 3), padding=(1, 0)),
        shaped("pairs everywhere", (5, 6, h, w), (7, 6, 5, 2), stride=(2, 3), padding=(1, 4), dilation=(3, 2)),
        shaped("one pair beside ints", (5, 6, h, w), (7, 6, 3, 5), stride=(1, 2), padding=1),
        shaped("a dilation for each direction", (5, 6, h, w), (7, 6, 3, 5), dilation=(3, 1)),
    ]


# ---------------------------------------------------------------------- claims


def stacked(index: int) -> Any:
    """Look at the weights of a stack, or at its receptive field."""

    def cases(rng: Rng) -> list[Case]:
        c = int(rng.integers(20, 90))
        k = [int(size) for size in rng.permutation([2, 3, 5, 7])]
        stacks = [(10, [3, 3]), (10, [5]), (64, [3, 3, 3]), (64, [7]), (c, k), (c, [1, 3])]
        return [
            Case(
                f"{channels} channels, kernels {kernels}",
                {"channels": channels, "kernel_sizes": kernels},
                select=index,
                shown=kernels == [3, 3],
            )
            for channels, kernels in stacks
        ]

    return cases


def shrinking(size: int, kernel_size: int, shown: bool = False) -> Case:
    """Make one case of `shrinking_sizes`."""
    return Case(f"size {size}, kernel {kernel_size}", {"size": size, "kernel_size": kernel_size}, shown=shown)


def shrink_known(rng: Rng) -> list[Case]:
    """Shrink until the kernel does not fit."""
    return [
        shrinking(9, 3, shown=True),
        shrinking(32, 5),
        shrinking(10, 4),
        shrinking(int(rng.integers(40, 60)), int(rng.integers(6, 10))),
    ]


def shrink_edges(rng: Rng) -> list[Case]:
    """Begin with a kernel that fits once, or not at all."""
    return [shrinking(5, 5, shown=True), shrinking(4, 5), shrinking(6, 2), shrinking(7, 6)]


def unread(size: int, kernel_size: int, shown: bool = False, **options: int) -> Case:
    """Make one case of `unread_cells`."""
    extra = "".join(f", {key} {value}" for key, value in options.items())
    args = {"size": size, "kernel_size": kernel_size}
    return Case(f"size {size}, kernel {kernel_size}{extra}", args, options, shown=shown)


def unread_plain(rng: Rng) -> list[Case]:
    """Leave cells over, or none, without padding."""
    return [
        unread(32, 5, shown=True, stride=2),
        unread(32, 5),
        unread(227, 11, stride=4),
        unread(20, 3, stride=7),
        unread(int(rng.integers(10, 16)) * 5 + 3, 4, stride=5),
    ]


def unread_padded(rng: Rng) -> list[Case]:
    """Pad, so that first the padding goes unread."""
    return [
        unread(10, 3, shown=True, stride=5, padding=1),
        unread(224, 7, stride=2, padding=3),
        unread(12, 3, stride=4, padding=1),
        unread(10, 3, stride=5, padding=2),
        unread(int(rng.integers(6, 9)) * 7 + 4, 3, stride=7, padding=2),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "parameter_count": {"dense": Part(1, parameters_dense), "groups": Part(1, parameters_groups)},
    "mac_count": {"dense": Part(1, macs_dense), "groups": Part(1, macs_groups)},
    "receptive_field": {"stride 1": Part(1, field_plain), "stride and dilation": Part(1, field_stride)},
    "predict_fields": {
        "stride 1": Part(1, predicted("one layer", "two layers", "three layers")),
        "stride": Part(1, predicted("three layers, the first with stride 2")),
        "dilation": Part(1, predicted("three layers, dilations 1, 2, 4")),
    },
    "conv_output_shape": {
        "stride 1": Part(1, shape_plain),
        "stride and padding": Part(1, shape_placed),
        "dilation": Part(1, shape_dilated),
        "pairs": Part(1, shape_pairs),
    },
    "stack_cost": {"weights": Part(1, stacked(0)), "field": Part(1, stacked(1))},
    "shrinking_sizes": {"several layers": Part(1, shrink_known), "few or none": Part(1, shrink_edges)},
    "unread_cells": {"no padding": Part(1, unread_plain), "padding": Part(1, unread_padded)},
    "conv_output_shape_test": {
        "a few": Part(1, caught(16)),
        "more": Part(1, caught(26)),
        "nearly all": Part(1, caught(33)),
    },
}

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "parameter_count": ("cnncourse.shapes.parameter_count", "cnncourse.shapes.summary"),
    "mac_count": ("cnncourse.shapes.mac_count", "cnncourse.shapes.summary"),
    "receptive_field": ("cnncourse.shapes.receptive_field", "cnncourse.shapes.summary"),
    "conv_output_shape": ("cnncourse.shapes.conv2d_output_shape", "cnncourse.shapes.output_size", "cnncourse.numpy"),
}
