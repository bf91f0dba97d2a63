"""The exercises on residual networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from cnncourse import exercises
from cnncourse.mistakes import resnet as mistakes
from cnncourse.mistakes.resnet.questions import PREDICTED
from cnncourse.probing import Case, Observation
from cnncourse.separation import separates
from cnncourse.verdicts import Remark

Exercise = partial(exercises.Exercise, topic="resnet")
Array = np.ndarray

# -------------------------------------------------------------- references


def residual_forward(
    x: Array, f: Callable[[Array], Array], projection: Callable[[Array], Array] | None = None
) -> Array:
    return np.maximum(f(x) + (x if projection is None else projection(x)), 0)


def shortcut_a(x: Array, channels: int, stride: int = 1) -> Array:
    return np.pad(x[:, :, ::stride, ::stride], ((0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)))


def predict_outputs() -> list[list[int]]:
    return [list(row) for row in PREDICTED]


def residual_gradient(dy: Array, weights: Array, shortcut: bool = True) -> Array:
    rows = [dy]
    for w in weights[::-1]:
        rows.insert(0, rows[0] * (1 + w if shortcut else w))
    return np.array(rows)


def signal_std(x: Array, weights: Array, normalise: bool = False) -> Array:
    found = []
    for w in weights:
        x = x @ w
        x = (x - x.mean(axis=0)) / x.std(axis=0) if normalise else x
        x = np.maximum(x, 0)
        found.append(x.std())
    return np.array(found)


def shortcut_parameters(blocks: Sequence[int], channels: Sequence[int], option: str) -> int:
    total, C = 0, channels[0]
    for stage, (count, D) in enumerate(zip(blocks, channels, strict=True)):
        if option == "C" or (option == "B" and stage > 0):
            total += C * D + 2 * D
        total += (count - 1) * (D * D + 2 * D) if option == "C" else 0
        C = D
    return total


def worse_when_deeper(depths: Sequence[int], errors: Sequence[float]) -> list[int]:
    table = dict(zip(depths, errors, strict=True))
    return [depth for depth in sorted(table) if any(table[d] < table[depth] for d in table if d < depth)]


def inputs_for_shortcut_a() -> tuple[Array, int, int]:
    return np.arange(2 * 3 * 7 * 8).reshape(2, 3, 7, 8) / 4 - 40, 7, 3


# torch comes in where a block is built, so that what needs NumPy alone does not wait for it.


def basic_block(in_channels: int, channels: int, stride: int = 1) -> Any:
    from cnncourse.networks.residual import BasicBlock

    return BasicBlock(in_channels, channels, stride)


def bottleneck(in_channels: int, width: int, stride: int = 1, expansion: int = 4) -> Any:
    from cnncourse.networks.residual import Bottleneck

    return Bottleneck(in_channels, width, stride, out_channels=expansion * width)


def pre_activation_block(in_channels: int, channels: int, stride: int = 1) -> Any:
    from cnncourse.networks.preact import PreActBlock

    return PreActBlock(in_channels, channels, stride)


def make_layer(in_channels: int, channels: int, blocks: int, stride: int = 1) -> Any:
    from torch import nn

    rest = [basic_block(channels, channels) for _ in range(blocks - 1)]
    return nn.Sequential(basic_block(in_channels, channels, stride), *rest)


def residual_network(blocks: Sequence[int], channels: Sequence[int], num_classes: int, in_channels: int = 3) -> Any:
    from torch import nn

    from cnncourse.networks.blocks import ConvBNReLU

    stages, C = [], channels[0]
    for stage, (count, D) in enumerate(zip(blocks, channels, strict=True)):
        stages.append(make_layer(C, D, count, 2 if stage else 1))
        C = D
    head = nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(C, num_classes)
    return nn.Sequential(ConvBNReLU(in_channels, channels[0]), *stages, *head)


# ------------------------------------------------------------ worked numbers


def signed(value: float) -> str:
    """Write a number so that it can follow a sign."""
    return f"({value:g})" if value < 0 else f"{value:g}"


def sum_of_paths(case: Case, index: tuple[int, ...]) -> str:
    """Write out one cell of a residual block: what f gives and what the shortcut gives."""
    x, f = case.args["x"], case.args["f"]
    shortcut = case.args.get("projection", lambda x: x)(x)
    return f"relu({f(x)[index]:g} + {signed(shortcut[index])})"


def place_in_x(case: Case, index: tuple[int, ...]) -> str:
    """Say which cell of x an output cell of shortcut A holds."""
    n, c, i, j = index
    s, C = case.args["stride"], case.args["x"].shape[1]
    return f"x[{n}, {c}, {i}×{s}, {j}×{s}]" if c < C else ""


def chain_rule(case: Case, index: tuple[int, ...]) -> str:
    """Write out one gradient: dy and the derivatives of the blocks behind it."""
    i, d = index
    weights = case.args["weights"][i:, d]
    factors = [f"(1 + {signed(w)})" if case.args["shortcut"] else signed(w) for w in weights]
    return " × ".join([f"{case.args['dy'][d]:g}", *factors])


def count_of_c(case: Case, index: tuple[int, ...]) -> str:
    """Write out the parameters of the shortcuts, a projection a term."""
    if len(case.args["blocks"]) != 2:
        return ""
    (a, b), (first, second), option = case.args["blocks"], case.args["channels"], case.args["option"]
    rows = (
        [(first, second)] if option == "B" else [(first, first)] * a + [(first, second)] + [(second, second)] * (b - 1)
    )
    return " + ".join(f"({C}×{D} + 2×{D})" for C, D in rows)


def by_hand(formula: Callable[[float], str]) -> Callable[[Case, tuple[int, ...]], str]:
    """Write out one cell of the block of one channel."""
    return lambda case, index: formula(float(case.args["x"][index])) if "x" in case.args else ""


def basic_cell(v: float) -> str:
    return f"relu((relu({v:g} + 1) − 2) + {signed(v)})"


def bottleneck_cell(v: float) -> str:
    return f"relu((relu(relu({v:g} + 1) − 2) − 1) + {signed(v)})"


def pre_activation_cell(v: float) -> str:
    return f"{v:g} + relu(relu({v:g} + 1) − 2)"


# ------------------------------------------------------------- predicted rows


def not_yet(case: Case, seen: Observation) -> str:
    """Name the slip behind a predicted row, and keep the right one back."""
    index = int(case.name.removeprefix("row ")[0])
    if len(seen.arrays) != 1 or not seen.arrays[0].size:
        return f"There is no prediction yet for row {index}." if seen.arrays else "Return five rows of numbers."
    row = np.ravel(seen.arrays[0]).tolist()
    if row == PREDICTED[index]:
        return ""
    if len(row) != len(PREDICTED[index]):
        return f"Row {index} has {len(PREDICTED[index])} numbers; yours has {len(row)}."
    for slip in mistakes.PREDICT_OUTPUTS_MISTAKES:
        if row in [answer()[index] for answer in slip.answers]:
            return Remark(f"Your row {index} is what you get when {slip.name}. {slip.message}", slip.name)
    right = [place for place, number in enumerate(row) if number == PREDICTED[index][place]]
    fine = f"Right in it: {', '.join(f'{row[place]:g}' for place in right)}. " if right else ""
    return f"Your row {index} is not right. {fine}{ADVICE[index]}"


ADVICE = (
    "Add x and F(x) cell by cell. Only then comes the ReLU.",
    "What is left of relu(F(x) + x) where F(x) is 0?",
    "Add x and F(x) cell by cell, and leave the sum as it is.",
    "Go through the table: which layers change the channels, which one the size?",
    "One number for each convolution: channels in, times channels out, times the cells of the kernel.",
)

# ---------------------------------------------------------- the test of a test

# Left out: what shows only where nothing is added or nothing is subsampled, or only in the caller's array.
UNSEEN_BY_ONE_CALL = ("cells of the caller's x are overwritten",)
WRONG_FUNCTIONS = tuple(m for m in mistakes.SHORTCUT_A_MISTAKES if m.name not in UNSEEN_BY_ONE_CALL)
LEAST = {
    "half of the wrong functions": (len(WRONG_FUNCTIONS) + 1) // 2,
    "all wrong functions but three": len(WRONG_FUNCTIONS) - 3,
    "every wrong function": len(WRONG_FUNCTIONS),
}

EXERCISES = (
    Exercise(
        name="predict_outputs",
        reference=predict_outputs,
        verify=not_yet,
        mistakes=mistakes.PREDICT_OUTPUTS_MISTAKES,
        hints=(
            "Row 0: add x and F(x) cell by cell. Only then comes the ReLU.",
            "Row 1: what is left of relu(F(x) + x) if F gives zeros? Row 2 is row 0 without its last step.",
            "Row 3: the batch stays; the last 1x1 convolution makes 4 * 32 channels; 15 rows become 8.",
            "Row 4: C_in * C_out * KH * KW for each: 64 to 32, 32 to 32 with 3x3, 32 to 128, and 64 to 128 beside.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The projection has more weights than either 1x1 convolution: it is there once a stage, no more.",
    ),
    Exercise(
        name="residual_forward",
        reference=residual_forward,
        mistakes=mistakes.RESIDUAL_FORWARD_MISTAKES,
        hints=(
            "There are two terms. One is f(x). What is the other, with and without a projection?",
            "Add the two, then cut what is negative: np.maximum(value, 0).",
            "Write `a + b`, which makes a new array; `a += b` writes into one that somebody else may need.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="If f gives zeros, the block is relu(x): it hands on what is not negative. Doing nothing is easy.",
        work=sum_of_paths,
    ),
    Exercise(
        name="shortcut_a",
        reference=shortcut_a,
        mistakes=mistakes.SHORTCUT_A_MISTAKES,
        hints=(
            "Begin with channels equal to C: a slice with a step takes every stride-th row and column.",
            "x[:, :, ::stride, ::stride] is the subsample. It rounds sizes up by itself.",
            "np.zeros((N, channels, OH, OW)) and an assignment into its first C channels do the rest; so does np.pad.",
        ),
        minutes=15,
        difficulty="easy",
        afterword="Nothing here is learned. The paper found options A, B and C close together (25.03, 24.52 and 24.19 "
        "% top-1 error of ResNet-34), all well below the plain network's 28.54 %.",
        work=place_in_x,
    ),
    Exercise(
        name="residual_gradient",
        reference=residual_gradient,
        mistakes=mistakes.RESIDUAL_GRADIENT_MISTAKES,
        hints=(
            "Take one block first: y = x + w * x. By how much does y change if x changes by a little?",
            "Walk back: row L is dy; row i is row i + 1 times the derivative of block i.",
            "The derivative is 1 + w with a shortcut and w without. Collect the rows, and turn their order at the end.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="Multiplied out, (1 + w0)(1 + w1)... has 2 to the L terms, one for each way through the chain; one "
        "of them is 1: dy itself, whatever the weights are.",
        work=chain_rule,
    ),
    Exercise(
        name="signal_std",
        reference=signal_std,
        mistakes=mistakes.SIGNAL_STD_MISTAKES,
        hints=(
            "A loop over the layers: product, normalisation if asked for, ReLU, then np.std of all that comes out.",
            "z.mean(axis=0) has one mean for each column; NumPy spreads it over the rows by itself.",
            "x = np.maximum(z, 0) at the end of each turn is what the next layer sees.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="A batch norm renews the spread in every layer, however deep the network: it need not vanish.",
    ),
    Exercise(
        name="BasicBlock",
        reference=basic_block,
        mistakes=mistakes.BASIC_BLOCK_MISTAKES,
        hints=(
            "__init__ makes two convolutions and two batch norms, each an object of its own, after super().__init__().",
            "The first convolution is nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False). How many "
            "channels does the second one read?",
            "Where stride != 1 or in_channels != channels, make a 1x1 convolution with the stride, and a batch norm, "
            "in an nn.Sequential; nn.Identity() otherwise.",
            "forward: out = bn2(conv2(relu(bn1(conv1(x))))), and then relu(out + shortcut(x)).",
        ),
        minutes=35,
        difficulty="medium",
        afterword="ResNet-18 is eight of these between a stem and a linear layer, ResNet-34 sixteen.",
        work=by_hand(basic_cell),
    ),
    Exercise(
        name="Bottleneck",
        reference=bottleneck,
        mistakes=mistakes.BOTTLENECK_MISTAKES,
        hints=(
            "Write down the channels first: in_channels, width, width, expansion * width.",
            "Of the three convolutions only the 3x3 has the stride and padding=1.",
            "The projection is needed where stride != 1 or in_channels != expansion * width.",
            "ReLU after the first and the second batch norm, none after the third; then add, then ReLU.",
        ),
        minutes=25,
        difficulty="medium",
        afterword="With the stride on the first 1x1 convolution, as in the paper, ResNet-50 takes 3.86 instead of 4.09 "
        "billion multiply-adds, and that convolution never sees three pixels out of four.",
        work=by_hand(bottleneck_cell),
    ),
    Exercise(
        name="PreActBlock",
        reference=pre_activation_block,
        mistakes=mistakes.PREACT_BLOCK_MISTAKES,
        hints=(
            "The first batch norm sees x. How many channels has that?",
            "Compute a = relu(bn1(x)) once; conv1 takes it, and so does the projection, if there is one.",
            "Where the shape stays, add x itself, not a. After the addition comes nothing.",
            "y = conv2(relu(bn2(conv1(a)))) + (x or projection(a)); the projection is a single 1x1 convolution.",
        ),
        minutes=25,
        difficulty="medium",
        afterword="Within a stage x is only ever added to, so the last block's sum holds the first block's input "
        "unchanged; a network of these ends with one more batch norm and ReLU.",
        work=by_hand(pre_activation_cell),
    ),
    Exercise(
        name="make_layer",
        reference=make_layer,
        mistakes=mistakes.MAKE_LAYER_MISTAKES,
        hints=(
            "Write down in_channels, channels and stride of each block of make_layer(3, 5, 3, stride=2).",
            "The first is BasicBlock(in_channels, channels, stride), every other one BasicBlock(channels, channels).",
            "Collect them in a list, a new object each, and return nn.Sequential(*that_list).",
        ),
        minutes=15,
        difficulty="medium",
        afterword="Only the first block of a stage has a projection: in ResNet-34 that makes three in sixteen blocks.",
    ),
    Exercise(
        name="ResNet",
        reference=residual_network,
        mistakes=mistakes.RESNET_MISTAKES,
        hints=(
            "Follow the table from top to bottom; keep a variable for the channels that come out of the part before.",
            "zip(blocks, channels) gives the two numbers of each stage; the first stage has stride 1, all others 2.",
            "x.mean(dim=(2, 3)) or nn.AdaptiveAvgPool2d(1) with nn.Flatten() makes (N, channels[-1]).",
            "The linear layer is nn.Linear(channels[-1], num_classes), and nothing follows it.",
        ),
        minutes=30,
        difficulty="hard",
        afterword="ResNet((3, 3, 3), (16, 32, 64), 10) is the 20-layer network of the paper's CIFAR-10 experiments, "
        "but for its shortcuts, which are of option A there.",
    ),
    Exercise(
        name="shortcut_parameters",
        reference=shortcut_parameters,
        mistakes=mistakes.SHORTCUT_PARAMETERS_MISTAKES,
        hints=(
            "Write a list of all blocks with the channels that come in and out, and mark those with a projection.",
            "A projection from C to D channels learns C * D + 2 * D numbers.",
            "Under B it stands in the first block of every stage but the first, under C everywhere, under A nowhere.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="ResNet-34 has 21,623,848 parameters with option A and 21,797,672 with B: the difference is yours.",
        work=count_of_c,
    ),
    Exercise(
        name="worse_when_deeper",
        reference=worse_when_deeper,
        mistakes=mistakes.WORSE_WHEN_DEEPER_MISTAKES,
        hints=(
            "Sort the rows by depth first: sorted(zip(depths, errors)).",
            "Walk through them and remember the lowest error so far. When is a row worse than some shallower one?",
            "A row counts if its error is above that lowest error; a tie does not count.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="A table of errors says that a network is worse. It takes the training errors to say why.",
    ),
    Exercise(
        name="inputs_for_shortcut_a",
        reference=inputs_for_shortcut_a,
        mistakes=mistakes.INPUTS_FOR_SHORTCUT_A_MISTAKES,
        hints=(
            "Which of these show where the zeros go: channels equal to C, one more than C, four more than C?",
            "A wrong function that always takes stride 2 is right at stride 2. One that rounds sizes down is right if "
            "the stride divides them.",
            "Numbers that are all different, some negative, with fractions; several images; H unlike W.",
            "np.random.default_rng(0).normal(size=(N, C, H, W)) has such numbers. Take odd sizes and stride 3.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="One call noticed all of them. A test of squares of ones with stride 2 would have missed most.",
        outputs=("x", "channels", "stride"),
        verify=separates(
            ("x", "channels", "stride"), shortcut_a, WRONG_FUNCTIONS, lambda case: LEAST.get(case.name, len(LEAST))
        ),
    ),
)
