"""Inputs for the exercises on inception blocks and batch normalisation.

Channel numbers are all different, so that each convolution can be told by its shape; maps are higher than wide or
wider than high; upstream gradients are random, since those of ones hide most of what can go wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from cnncourse import modules
from cnncourse.probes.convolution import strided_view
from cnncourse.probing import Case, Part, asked

Rng = np.random.Generator
X_SHAPE = (2, 5, 6, 7)  # of what a block is shown; the 5 is replaced by its in_channels


# ------------------------------------------------------------ predict_block


QUESTIONS = (
    "channels of the block's output",
    "rows of the pool branch's output",
    "weights of the 5x5 convolution",
    "numbers that a batch norm of 256 channels learns",
    "values behind one mean",
)


def predicted(index: int) -> Part:
    """Look at one of the numbers that were written down."""
    return Part(1, lambda rng: [Case(QUESTIONS[index], {}, drive=asked, select=index)])


# ------------------------------------------- inception_ledger, stack_parameters

COLUMNS = "c1", "c3_reduce", "c3", "c5_reduce", "c5", "pool_proj"


def ledger_row(name: str, in_channels: int, row: Sequence[int], size: tuple[int, int], **more: Any) -> Case:
    """Make one case of `inception_ledger`."""
    columns = dict(zip(COLUMNS, map(int, row), strict=True))
    return Case(name, {"in_channels": in_channels, **columns, "size": size}, **more)


def drawn_row(rng: Rng, low: int = 10, high: int = 90) -> list[int]:
    """Draw a row of six numbers that are all different."""
    return [int(value) for value in rng.choice(np.arange(low, high), 6, replace=False)]


def ledger(select: int) -> Callable[[Rng], list[Case]]:
    """Make the cases that look at one of the two sums."""

    def cases(rng: Rng) -> list[Case]:
        return [
            ledger_row("a small row", 4, (1, 2, 3, 1, 2, 2), (2, 3), select=select, shown=True),
            ledger_row("row 3a of GoogLeNet", 192, (64, 96, 128, 16, 32, 32), (28, 28), select=select),
            ledger_row("a row on wide maps", int(rng.integers(91, 120)), drawn_row(rng), (7, 31), select=select),
        ]

    return cases


def two_rows(rng: Rng) -> list[Case]:
    """Stacks of one row and of two."""
    small = [(1, 2, 3, 1, 2, 2), (2, 1, 4, 2, 1, 3)]
    return [
        Case("one row", {"in_channels": 4, "rows": small[:1]}),
        Case("two rows", {"in_channels": 4, "rows": small}, shown=True),
    ]


def many_rows(rng: Rng) -> list[Case]:
    """Stacks in which every row is different."""
    drawn = [tuple(drawn_row(rng)) for _ in range(4)]
    rows = [(64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)]
    return [
        Case("rows 3a and 3b of GoogLeNet", {"in_channels": 192, "rows": rows}),
        Case("four rows", {"in_channels": int(rng.integers(91, 120)), "rows": drawn}),
    ]


# ------------------------------------------------- the functions behind the claims


def saving(name: str, c_in: int, c_reduce: int, c_out: int, kernel_size: int, **more: Any) -> Case:
    """Make one case of `reduction_saving`."""
    args = {"c_in": c_in, "c_reduce": c_reduce, "c_out": c_out, "kernel_size": kernel_size}
    return Case(name, args, **more)


def savings_of_row_3a(rng: Rng) -> list[Case]:
    """Reductions that save."""
    return [
        saving("4 channels to 1, then 3x3 to 2", 4, 1, 2, 3, shown=True),
        saving("the 5x5 branch of row 3a", 192, 16, 32, 5),
        saving("the 3x3 branch of row 3a", 192, 96, 128, 3),
    ]


def savings_elsewhere(rng: Rng) -> list[Case]:
    """Reductions that cost more than they save, and any."""
    c, r, f = (int(value) for value in rng.choice(np.arange(9, 80), 3, replace=False))
    return [
        saving("a 1x1 before a 1x1", 8, 4, 6, 1),
        saving("a first layer: 3 channels", 3, 16, 64, 7),
        saving("other channels", c, r, f, int(rng.integers(2, 8))),
    ]


def pair(name: str, c_in: int, between: int, c_out: int, n: int, **more: Any) -> Case:
    """Make one case of `pair_weights`."""
    return Case(name, {"c_in": c_in, "between": between, "c_out": c_out, "n": n}, **more)


def equal_channels(rng: Rng) -> list[Case]:
    """Pairs inside a network: as many channels before as after."""
    c = int(rng.integers(11, 60))
    return [
        pair("n = 3, 2 channels throughout", 2, 2, 2, 3, shown=True),
        pair(f"n = 7, {c} channels throughout", c, c, c, 7),
    ]


def first_layers(rng: Rng) -> list[Case]:
    """Pairs whose channels differ."""
    c, m, f = (int(value) for value in rng.choice(np.arange(9, 80), 3, replace=False))
    return [
        pair("n = 7, 3 channels to 64, 64 between", 3, 64, 64, 7),
        pair("other channels", c, m, f, int(rng.integers(2, 8))),
    ]


def statistics(rng: Rng, C: int) -> dict[str, np.ndarray]:
    """Draw running statistics, scale and shift of C channels."""
    return {
        "running_mean": rng.normal(1.0, 1.0, C),
        "running_var": rng.uniform(0.3, 3.0, C),
        "weight": rng.normal(1.5, 1.0, C),
        "bias": rng.normal(1.0, 1.0, C),
    }


def lines(select: int) -> Callable[[Rng], list[Case]]:
    """Make the cases that look at scales or at shifts."""
    small = {"running_mean": [3.0, 2.0], "running_var": [4.0, 9.0], "weight": [2.0, 6.0], "bias": [10.0, 5.0]}

    def cases(rng: Rng) -> list[Case]:
        shown = {name: np.array(value) for name, value in small.items()}
        fresh = statistics(rng, 3)
        return [
            Case("two channels, eps 0", shown, {"eps": 0.0}, select=select, shown=True),
            Case("four channels", statistics(rng, 4), select=select),
            Case("eps 0.5", statistics(rng, 5), {"eps": 0.5}, select=select),
            Case("as a layer begins", {**fresh, "running_mean": np.zeros(3), "bias": np.zeros(3)}, select=select),
        ]

    return cases


# ----------------------------------------------------------------- batch_norm2d


def channels(rng: Rng, *shape: int) -> np.ndarray:
    """Draw images whose channels and whose single images differ in mean and in spread."""
    N, C = shape[:2]
    spread = rng.uniform(0.5, 2.0, (N, C, 1, 1))
    return rng.normal(size=shape) * spread + rng.normal(1.0, 1.0, (1, C, 1, 1)) + rng.normal(0.0, 1.0, (N, 1, 1, 1))


def by_hand() -> dict[str, np.ndarray]:
    """Return two images whose three channels have means 3, 7 and 4, variances 4, 9 and 16."""
    first, second = [[1, 1, 5], [4, 10, 10], [0, 8, 8]], [[1, 5, 5], [4, 4, 10], [8, 0, 0]]
    x = np.array([first, second], float).reshape(2, 3, 1, 3)
    running = {"running_mean": np.array([1.0, 3.0, 8.0]), "running_var": np.array([0.8, 2.8, 1.6])}
    return {"x": x, **running, "weight": np.ones(3), "bias": np.zeros(3)}


def normed(name: str, arrays: dict[str, Any], training: bool, select: int | None = 0, **options: Any) -> Case:
    """Make one case of `batch_norm2d`."""
    more = {key: options.pop(key) for key in ("shown", "guard") if key in options}
    return Case(name, {**arrays, "training": training}, options, select=select, **more)


def drawn(rng: Rng, *shape: int) -> dict[str, np.ndarray]:
    """Draw all arrays of a call."""
    return {"x": channels(rng, *shape), **statistics(rng, shape[1])}


def plain(rng: Rng, *shape: int) -> dict[str, np.ndarray]:
    """Draw all arrays of a call, with scales of 1 and shifts of 0."""
    return {**drawn(rng, *shape), "weight": np.ones(shape[1]), "bias": np.zeros(shape[1])}


def normalised(rng: Rng) -> list[Case]:
    """Look at y in training, before scales and shifts come in."""
    return [
        normed("two images of 1x3 pixels, eps 0", by_hand(), True, eps=0.0, shown=True),
        normed("three channels of 4x5", plain(rng, 2, 3, 4, 5), True),
        normed("eps 0.5", plain(rng, 3, 2, 3, 4), True, eps=0.5),
        normed("five images of one pixel", plain(rng, 5, 3, 1, 1), True),
    ]


def scaled(rng: Rng) -> list[Case]:
    """Look at y in training, with scales and shifts."""
    shown = {**by_hand(), "weight": np.array([2.0, 3.0, 4.0]), "bias": np.array([10.0, 20.0, 30.0])}
    return [
        normed("scales 2, 3 and 4, shifts 10, 20 and 30", shown, True, eps=0.0, shown=True),
        normed("three channels of 4x5", drawn(rng, 2, 3, 4, 5), True),
        normed("as many columns as channels", drawn(rng, 2, 4, 3, 4), True, eps=0.01),
    ]


def stored(rng: Rng) -> list[Case]:
    """Look at the running statistics that training returns."""
    few = drawn(rng, 2, 3, 1, 2)
    options = {"momentum": 0.25, "eps": 0.0}
    many = [drawn(rng, 3, 4, 2, 3) for _ in range(2)]
    return [
        normed("running mean, two images of 1x3 pixels", by_hand(), True, 1, shown=True, **options),
        normed("running variance, two images of 1x3 pixels", by_hand(), True, 2, **options),
        normed("running mean, momentum 0.3", many[0], True, 1, momentum=0.3),
        normed("running variance, momentum 0.3", many[0], True, 2, momentum=0.3),
        normed("running mean, the default momentum", many[1], True, 1),
        normed("running variance, four values a channel", few, True, 2, eps=0.5),
    ]


def inferred(rng: Rng) -> list[Case]:
    """Look at all that is returned in inference."""
    shown = {**by_hand(), "running_var": np.array([4.0, 16.0, 1.0]), "weight": np.array([2.0, 8.0, 3.0])}
    arrays, other = drawn(rng, 2, 3, 4, 5), drawn(rng, 3, 4, 2, 3)
    return [
        normed("running variances 4, 16 and 1, eps 0", shown, False, eps=0.0, shown=True),
        normed("three channels of 4x5", arrays, False),
        normed("eps 0.5", other, False, eps=0.5),
        normed("as many columns as channels", drawn(rng, 2, 3, 4, 3), False),
        normed("one image of 1x2 pixels", drawn(rng, 1, 3, 1, 2), False),
        normed("the running mean", other, False, 1, momentum=0.3),
        normed("the running variance", other, False, 2, momentum=0.3),
    ]


def normed_arrays(rng: Rng) -> list[Case]:
    """Hand over what callers hand over: whole numbers, views, arrays that they still need."""
    pixels = {**drawn(rng, 2, 3, 3, 4), "x": rng.integers(0, 256, (2, 3, 3, 4))}
    view = drawn(rng, 2, 3, 3, 4)
    return [
        normed("images of whole numbers", pixels, True),
        normed("a view of larger images", {**view, "x": strided_view(view["x"])}, True),
        normed("the arrays are still the caller's, training", drawn(rng, 2, 3, 2, 5), True, None, guard=True),
        normed("the arrays are still the caller's, inference", drawn(rng, 2, 3, 2, 5), False, None, guard=True),
    ]


# -------------------------------------------------------- batch_norm2d_backward


def back(name: str, rng: Rng, shape: tuple[int, ...], select: int | None, eps: float = 1e-5, **more: Any) -> Case:
    """Make one case of `batch_norm2d_backward` with a random upstream gradient."""
    args = {"dy": rng.normal(0.5, 1.0, shape), "x": channels(rng, *shape), "weight": rng.normal(1.5, 1.0, shape[1])}
    return Case(name, {**args, "eps": eps}, select=select, **more)


def back_by_hand(select: int) -> Case:
    """Make the case in whole numbers: three channels of variances 4, 9 and 16."""
    first, second = [[6, 0, 0], [0, 0, 12], [0, 0, 6]], [[0, 0, 12], [6, 0, 0], [0, 12, 0]]
    dy = np.array([first, second], float).reshape(2, 3, 1, 3)
    args = {"dy": dy, "x": by_hand()["x"], "weight": np.array([2.0, 6.0, 8.0]), "eps": 0.0}
    return Case("two images of 1x3 pixels, eps 0", args, select=select, shown=True)


def backward(select: int) -> Callable[[Rng], list[Case]]:
    """Make the cases that look at one gradient."""

    def cases(rng: Rng) -> list[Case]:
        return [
            back_by_hand(select),
            back("three channels of 4x5", rng, (2, 3, 4, 5), select),
            back("eps 0.5", rng, (3, 2, 3, 4), select, 0.5),
            back("as many columns as channels", rng, (2, 4, 3, 4), select, 0.1),
        ]

    return cases


def backward_arrays(rng: Rng) -> list[Case]:
    """Hand over views, and arrays that the caller still needs."""
    case = back("views of larger arrays", rng, (2, 3, 3, 4), None)
    views = {**case.args, "dy": strided_view(case.args["dy"]), "x": strided_view(case.args["x"])}
    return [
        Case(case.name, views),
        back("dy, x and weight are still the caller's", rng, (2, 3, 2, 5), None, guard=True),
    ]


# ------------------------------------------------------------ batch_norm_inputs


def inputs(training: bool, name: str) -> Callable[[Rng], list[Case]]:
    """Ask for the inputs of a test."""
    return lambda rng: [Case(name, {"training": training}, drive=lambda answer, case: answer(training))]


# ----------------------------------------------------------------------- blocks


def shape_of(module: Any, x_shape: Sequence[int]) -> np.ndarray:
    """Return the shape of the output."""
    return np.array(modules.output(module, x_shape, 0).shape)


def layers_run(module: Any, x_shape: Sequence[int], ordered: bool = False) -> np.ndarray:
    """Return the convolutions, batch norms and pools that are run; a ReLU can be written in many ways."""
    steps = modules.operations(module, x_shape, ordered)
    kinds = [modules.NAMES.index(name) for name in ("convolution", "batch norm", "max pool", "average pool")]
    return steps[np.isin(steps[:, 0], kinds)]


def reach(module: Any, x_shape: Sequence[int]) -> np.ndarray:
    """Return from how many rows and how many columns of x the middle cell of the output is computed."""
    import torch

    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(0.1)  # nothing cancels, and no ReLU cuts
    x = torch.ones(tuple(x_shape), dtype=torch.float64, requires_grad=True)
    y = module.eval()(x)
    y[0, 0, y.shape[2] // 2, y.shape[3] // 2].backward()
    seen = x.grad[0, 0] != 0  # type: ignore[index]
    return np.array([int(seen.any(1).sum()), int(seen.any(0).sum())])


def dark_output(module: Any, x_shape: Sequence[int], seed: int) -> np.ndarray:
    """Return the output for images that are negative in most places, so that whole windows of a pool are."""
    import torch

    x = modules.images(x_shape, seed) - 2.0
    modules.filled(module, x, seed)
    with torch.no_grad():
        return np.asarray(module.eval()(x).numpy())


WORDS: dict[Any, Callable[[np.ndarray], list[str]]] = {
    shape_of: lambda shape: [f"shape ({', '.join(str(int(n)) for n in shape.ravel())})"],
    reach: lambda sides: [f"{int(n)} {name}" for n, name in zip(sides.ravel(), ("rows", "columns"), strict=False)],
    layers_run: modules.operation_words,
}


def look(name: str, arguments: dict[str, int], how: Callable[..., Any], **options: Any) -> Case:
    """Make a case that builds a block and looks at it."""
    x_shape = (X_SHAPE[0], arguments["in_channels"], *options.pop("size", X_SHAPE[2:]))
    return modules.module_case(
        name, arguments, partial(how, x_shape=x_shape, **options), **({"words": WORDS[how]} if how in WORDS else {})
    )


def some(rng: Rng, names: Sequence[str]) -> dict[str, int]:
    """Draw channel numbers from 2 to 8, all different."""
    return dict(zip(names, (int(value) for value in rng.permutation(np.arange(2, 9))), strict=False))


ROW = {"in_channels": 5, "c1": 2, "c3_reduce": 3, "c3": 4, "c5_reduce": 6, "c5": 7, "pool_proj": 8}


def inception_shape(rng: Rng) -> list[Case]:
    """Look at the shape of the output alone."""
    return [
        look("5 channels in, 2 + 4 + 7 + 8 out", ROW, shape_of),
        look("other channels, maps of 9x4", some(rng, list(ROW)), shape_of, size=(9, 4)),
    ]


def inception_layers(rng: Rng) -> list[Case]:
    """Look at the layers: what they learn, and which they are."""
    return [
        look("parameters", ROW, modules.parameter_counts),
        look("parameters, other channels", some(rng, list(ROW)), modules.parameter_counts),
        look("convolutions and pools", ROW, layers_run),
    ]


def inception_values(rng: Rng) -> list[Case]:
    """Look at the numbers."""
    other = some(rng, list(ROW))
    return [
        look("output", ROW, modules.output, seed=modules.draw_seed(rng)),
        look("output, other channels", other, modules.output, seed=modules.draw_seed(rng), size=(8, 5)),
        look("output for dark images", ROW, dark_output, seed=modules.draw_seed(rng)),
        look("output in training", other, modules.output, seed=modules.draw_seed(rng), training=True),
        look("gradient of the input", ROW, modules.input_gradient, seed=modules.draw_seed(rng)),
    ]


FIVE = {"in_channels": 3, "between": 5, "out_channels": 4}


def five_shape(rng: Rng) -> list[Case]:
    """Look at the shape, and at how far a cell sees."""
    return [
        look("shape of the output", FIVE, shape_of),
        look("rows and columns that a cell sees", FIVE, reach, size=(11, 13)),
    ]


def five_values(rng: Rng) -> list[Case]:
    """Look at parameters, numbers and steps."""
    other = some(rng, list(FIVE))
    return [
        look("parameters", FIVE, modules.parameter_counts),
        look("output", FIVE, modules.output, seed=modules.draw_seed(rng)),
        look("output, other channels", other, modules.output, seed=modules.draw_seed(rng), size=(7, 5)),
        look("convolutions, in order", FIVE, layers_run, ordered=True),
    ]


ASYMMETRIC = {"in_channels": 3, "between": 5, "out_channels": 4, "n": 3}


def asymmetric_shape(rng: Rng) -> list[Case]:
    """Look at the shape, and at how far a cell sees."""
    return [
        look("shape of the output, n = 3", ASYMMETRIC, shape_of),
        look("shape of the output, n = 7", {**ASYMMETRIC, "n": 7}, shape_of),
        look("rows and columns that a cell sees, n = 5", {**ASYMMETRIC, "n": 5}, reach, size=(11, 13)),
    ]


def asymmetric_layers(rng: Rng) -> list[Case]:
    """Look at the layers: what they learn, and their order."""
    return [
        look("parameters, n = 3", ASYMMETRIC, modules.parameter_counts),
        look("parameters, n = 7", {**ASYMMETRIC, "n": 7}, modules.parameter_counts),
        look("layers, in order", ASYMMETRIC, layers_run, ordered=True),
    ]


def asymmetric_values(rng: Rng) -> list[Case]:
    """Look at the numbers, in inference and in training."""
    other = {**some(rng, list(FIVE)), "n": 5}
    return [
        look("output", ASYMMETRIC, modules.output, seed=modules.draw_seed(rng)),
        look("output, n = 5", other, modules.output, seed=modules.draw_seed(rng), size=(7, 6)),
        look("output in training", other, modules.output, seed=modules.draw_seed(rng), training=True),
        look("running statistics", ASYMMETRIC, modules.running_statistics, seed=modules.draw_seed(rng)),
        look("gradient of the input", ASYMMETRIC, modules.input_gradient, seed=modules.draw_seed(rng)),
    ]


GRID = {"in_channels": 5, "c3": 6, "deep_reduce": 3, "deep": 4}
ODD = (9, 8)


def grid_shape(rng: Rng) -> list[Case]:
    """Look at the shape of the output alone."""
    return [
        look("maps of 9x8", GRID, shape_of, size=ODD),
        look("maps of 7x10, other channels", some(rng, list(GRID)), shape_of, size=(7, 10)),
    ]


def grid_layers(rng: Rng) -> list[Case]:
    """Look at the layers: what they learn, and which they are."""
    return [
        look("parameters", GRID, modules.parameter_counts, size=ODD),
        look("parameters, other channels", some(rng, list(GRID)), modules.parameter_counts, size=ODD),
        look("convolutions, batch norms and pools", GRID, layers_run, size=ODD),
    ]


def grid_values(rng: Rng) -> list[Case]:
    """Look at the numbers, in inference and in training."""
    other = some(rng, list(GRID))
    return [
        look("output", GRID, modules.output, seed=modules.draw_seed(rng), size=ODD),
        look("output, other channels", other, modules.output, seed=modules.draw_seed(rng), size=(7, 10)),
        look("output for dark images", GRID, dark_output, seed=modules.draw_seed(rng), size=ODD),
        look("output in training", other, modules.output, seed=modules.draw_seed(rng), size=ODD, training=True),
        look("running statistics", GRID, modules.running_statistics, seed=modules.draw_seed(rng), size=ODD),
        look("gradient of the input", GRID, modules.input_gradient, seed=modules.draw_seed(rng), size=ODD),
    ]


PARTS: dict[str, dict[str, Part]] = {
    "predict_block": {
        "channels": predicted(0),
        "rows": predicted(1),
        "weights": predicted(2),
        "learned": predicted(3),
        "values": predicted(4),
    },
    "inception_ledger": {"parameters": Part(2, ledger(0)), "multiply-adds": Part(2, ledger(1))},
    "stack_parameters": {"two rows": Part(1, two_rows), "many rows": Part(1, many_rows)},
    "InceptionBlock": {
        "shape": Part(1, inception_shape),
        "layers": Part(2, inception_layers),
        "values": Part(4, inception_values),
    },
    "batch_norm2d": {
        "normalise": Part(2, normalised),
        "scale and shift": Part(1, scaled),
        "running statistics": Part(2, stored),
        "inference": Part(2, inferred),
        "any array": Part(1, normed_arrays),
    },
    "reduction_saving": {"row 3a": Part(1, savings_of_row_3a), "elsewhere": Part(1, savings_elsewhere)},
    "pair_weights": {"equal channels": Part(1, equal_channels), "first layers": Part(1, first_layers)},
    "eval_scale_and_shift": {"scale": Part(1, lines(0)), "shift": Part(1, lines(1))},
    "factorise_5x5": {"shape": Part(1, five_shape), "values": Part(2, five_values)},
    "AsymmetricConv": {
        "shape": Part(1, asymmetric_shape),
        "layers": Part(1, asymmetric_layers),
        "values": Part(2, asymmetric_values),
    },
    "GridReduction": {
        "shape": Part(1, grid_shape),
        "layers": Part(2, grid_layers),
        "values": Part(3, grid_values),
    },
    "batch_norm2d_backward": {
        "dbias": Part(1, backward(2)),
        "dweight": Part(2, backward(1)),
        "dx": Part(4, backward(0)),
        "any array": Part(1, backward_arrays),
    },
    "batch_norm_inputs": {
        "training, half of them": Part(1, inputs(True, "half of the wrong functions, in training")),
        "training, all": Part(2, inputs(True, "all wrong functions, in training")),
        "inference, all": Part(2, inputs(False, "all wrong functions, in inference")),
    },
}

OPERATORS = ("cnncourse.numpy", "cnncourse.torch", "cnncourse.networks")
NORMS = (
    "torch.nn.functional.batch_norm",
    "torch.batch_norm",
    "torch.native_batch_norm",
    "torch.nn.BatchNorm1d",
    "torch.nn.BatchNorm2d",
    "torch.nn.BatchNorm3d",
    "torch.nn.SyncBatchNorm",
)
COUNTS = ("cnncourse.shapes.parameter_count", "cnncourse.shapes.mac_count", "cnncourse.networks", "cnncourse.summary")
BLOCKS = ("cnncourse.networks", "torchvision", "timm")

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "inception_ledger": COUNTS,
    "stack_parameters": COUNTS,
    "reduction_saving": COUNTS,
    "pair_weights": COUNTS,
    "eval_scale_and_shift": (*OPERATORS, *NORMS),
    "batch_norm2d": (*OPERATORS, *NORMS),
    "batch_norm2d_backward": (*OPERATORS, *NORMS),
    "InceptionBlock": BLOCKS,
    "factorise_5x5": BLOCKS,
    "AsymmetricConv": BLOCKS,
    "GridReduction": BLOCKS,
}
