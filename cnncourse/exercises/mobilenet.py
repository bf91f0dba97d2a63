"""The exercises on MobileNet."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from cnncourse import exercises
from cnncourse.exercises.convolution import signed, sum_of_products
from cnncourse.mistakes import Mistake
from cnncourse.mistakes import mobilenet as mistakes
from cnncourse.numpy import depthwise_conv2d, hard_swish, separable_conv2d
from cnncourse.predictions import predicts
from cnncourse.probes.mobilenet import NOTICED
from cnncourse.probing import Case, Observation
from cnncourse.separation import separates
from cnncourse.shapes import mac_count, pair, parameter_count

Exercise = partial(exercises.Exercise, topic="mobilenet")


# -------------------------------------------------------------- references


def predict_separable() -> tuple[int, ...]:
    """Return the five numbers of the layer with 64 channels in, 128 out, 3x3 kernels, maps of 56x56."""
    dense, c, f, size = parameter_count(64, 128, 3, bias=False), 64, 128, 56
    steps = parameter_count(c, c, 3, groups=c, bias=False), parameter_count(c, f, 1, bias=False)
    return dense, *steps, c, mac_count(c, c, 3, size, groups=c) + mac_count(c, f, 1, size)


def separable_cost_ratio(c_out: int, kernel_size: int | tuple[int, int]) -> float:
    """Return the work of a separable layer, divided by that of a dense one."""
    KH, KW = pair(kernel_size)
    return 1 / c_out + 1 / (KH * KW)


def layer_time(
    c_in: int, c_out: int, size: int, kernel_size: int, groups: int, macs_per_second: float, numbers_per_second: float
) -> float:
    """Return the longer of the times that a layer needs for its arithmetic and for its memory."""
    weights = c_out * (c_in // groups) * kernel_size**2
    moved = (c_in + c_out) * size**2 + weights
    return max(weights * size**2 / macs_per_second, moved / numbers_per_second)


def store_in_bits(x: np.ndarray, top: float, bits: int = 8) -> np.ndarray:
    """Return the nearest of 2**bits levels from 0 to top."""
    step = top / (2**bits - 1)
    stored: np.ndarray = np.round(np.clip(x, 0, top) / step) * step
    return stored


def make_divisible(v: float, divisor: int = 8) -> int:
    """Return the nearest multiple, or the next where that loses more than a tenth."""
    nearest = int(v + divisor / 2) // divisor * divisor
    return nearest + divisor if nearest < 0.9 * v else nearest


def channel_shuffle(x: np.ndarray, groups: int) -> np.ndarray:
    """Return the channels dealt out: one of each group, then the next one of each."""
    N, C, H, W = x.shape
    return x.reshape(N, groups, C // groups, H, W).swapaxes(1, 2).reshape(x.shape)


def squash_loss(kernel: np.ndarray) -> float:
    """Return the share of a filter's energy that no kernel for a weighted sum of the channels can have."""
    energy = np.linalg.svd(kernel.reshape(len(kernel), -1), compute_uv=False) ** 2
    return float(energy[1:].sum() / energy.sum())


def depthwise_test() -> tuple[Any, ...]:
    """Return inputs that tell a depthwise convolution from nearly all wrong ones."""
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(1, 1, (2, 3, 8, 11)), -rng.normal(1, 1, (6, 1, 3, 2)), rng.normal(1, 1, 6)
    return x, weight, bias, (2, 3), (1, 2)


def squeeze_excite(channels: int, reduction: int = 4) -> Any:
    """Return the block, without importing torch before it is asked for."""
    from cnncourse.networks.blocks import SqueezeExcite

    return SqueezeExcite(channels, channels // reduction)


def inverted_residual(in_channels: int, out_channels: int, stride: int, expand_ratio: int) -> Any:
    """Return the block, without importing torch before it is asked for."""
    from cnncourse.networks.mobilenet import InvertedResidual

    return InvertedResidual(in_channels, out_channels, stride, expand_ratio)


def depthwise_with_pairs(x: Any, weight: Any, bias: Any, stride: Any, padding: Any) -> np.ndarray:
    """Take pairs that a learner's test returns, as arrays."""
    return depthwise_conv2d(x, weight, bias, *map(as_pair, (stride, padding)))


def as_pair(value: Any) -> Any:
    """Return an array of two numbers as a pair; any other value as it is."""
    return tuple(value.tolist()) if isinstance(value, np.ndarray) else value


# ------------------------------------------------------------------ working


def depthwise_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the sum behind one cell of a depthwise convolution's output."""
    grouped = {**case.options, "groups": case.args["x"].shape[1]}
    return sum_of_products(Case(case.name, case.args, grouped), index)


def separable_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the pointwise sum over the maps in between."""
    (n, f, h, w), a = index, case.args
    middle = depthwise_conv2d(a["x"], a["depthwise_weight"], None, **case.options)[n, :, h, w]
    terms = [f"{m:g}×{signed(v)}" for m, v in zip(middle, a["pointwise_weight"][f, :, 0, 0], strict=True)]
    return " + ".join(terms) + (f" + bias {a['bias'][f]:g}" if "bias" in a else "") + ", of the maps in between"


def ratio_sum(case: Case, index: tuple[int, ...]) -> str:
    """Write out the two shares."""
    KH, KW = pair(case.args["kernel_size"])
    return f"1/{case.args['c_out']} + 1/({KH}×{KW})"


def swish_product(case: Case, index: tuple[int, ...]) -> str:
    """Write out x times the gate."""
    x = case.args["x"][index]
    return f"{x:g}×{min(max(x + 3, 0), 6):g}/6"


def level(case: Case, index: tuple[int, ...]) -> str:
    """Write out the number of the level times the step."""
    top, steps = case.args["top"], 2 ** case.options.get("bits", case.args.get("bits", 8)) - 1
    kept = min(max(case.args["x"][index], 0), top)
    return f"round({kept:g} / ({top:g}/{steps})) × {top:g}/{steps}"


def longer_time(case: Case, index: tuple[int, ...]) -> str:
    """Write out both times."""
    c, f, size, k, groups, macs, numbers = case.args.values()
    weights = f * (c // groups) * k * k
    return f"max({weights * size**2}/{macs:g}, {(c + f) * size**2 + weights}/{numbers:g})"


def rounding_rule(case: Case, index: tuple[int, ...]) -> str:
    """Write out the nearest multiple, and the limit that it must not fall below."""
    v, d = case.args["v"], case.options.get("divisor", 8)
    nearest = int(v + d / 2) // d * d
    lost = f"{nearest} + {d} (because {nearest} < 0.9×{v:g})"
    return lost if nearest < 0.9 * v else f"the multiple of {d} next to {v:g}"


# ------------------------------------------------------------------ judging

TRAPS = {
    "dense weights": "How many kernels has one of the 128 filters, and how many weights has a kernel?",
    "depthwise weights": "How many channels does one depthwise filter read, and how many filters are there?",
    "pointwise weights": "How many numbers does a 1x1 filter take from one pixel?",
    "maps in between": "The depthwise step runs before the pointwise one makes 128 maps.",
    "multiply-adds": "Count those of one pixel for both steps first.",
}


JUDGES = {
    name: predicts(tuple(TRAPS), predict_separable, mistakes.PREDICT_SEPARABLE_MISTAKES, advice)
    for name, advice in TRAPS.items()
}


def not_yet(case: Case, seen: Observation) -> str:
    """Say which number is wrong, not what is right."""
    return JUDGES[case.name](case, seen)


ARGUMENTS = "x", "weight", "bias", "stride", "padding"


def plain_pairs(answer: Any) -> Any:
    """Let an answer take pairs that a learner's test returns, as arrays."""
    return lambda x, weight, bias, stride, padding: answer(x, weight, bias, as_pair(stride), as_pair(padding))


# What a test cannot show that hands over a bias, and arrays that lie in one piece.
OUT_OF_SIGHT = "the bias is taken for granted", "a view is read as if its memory were contiguous"
UNDER_TEST = tuple(
    Mistake(mistake.name, plain_pairs(mistake.answer), mistake.message)
    for mistake in mistakes.DEPTHWISE_CONV2D_MISTAKES
    if mistake.name not in OUT_OF_SIGHT
)


EXERCISES = (
    Exercise(
        name="predict_separable",
        reference=predict_separable,
        mistakes=mistakes.PREDICT_SEPARABLE_MISTAKES,
        hints=(
            "Draw one filter of each kind: a dense one, a depthwise one, a pointwise one. How many weights has each?",
            "A dense filter has 64 kernels of 9 weights, a depthwise one has 1, a pointwise one has 64 of 1 weight.",
            "There are 128 dense filters, 64 depthwise ones, 128 pointwise ones. The depthwise ones run first.",
            "Every weight of the two steps is used once for each of the 56 * 56 pixels.",
        ),
        minutes=8,
        difficulty="easy",
        afterword="More than nine tenths of the separable layer's work are in its 1x1 step: 8,192 of 8,768.",
        verify=not_yet,
    ),
    Exercise(
        name="separable_cost_ratio",
        reference=separable_cost_ratio,
        mistakes=mistakes.SEPARABLE_COST_RATIO_MISTAKES,
        hints=(
            "Divide the work of each step by the work of the dense layer. What cancels?",
            "The depthwise step leaves 1 / c_out, the pointwise one 1 / (KH * KW).",
            "KH, KW = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size",
        ),
        minutes=7,
        difficulty="easy",
        afterword="The ratio says nothing about the number of input channels: both layers have them as a factor.",
        work=ratio_sum,
    ),
    Exercise(
        name="layer_time",
        reference=layer_time,
        mistakes=mistakes.LAYER_TIME_MISTAKES,
        hints=(
            "Count three things: weights, multiply-adds, numbers moved. Each follows from the ones before.",
            "weights = c_out * (c_in // groups) * kernel_size**2, and each is used once a pixel.",
            "Moved are c_in * size**2 numbers of the input, the weights, and c_out * size**2 of the output.",
            "Two quotients of a count and a rate; return the larger.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="A layer that computes little for each number that it moves waits for the memory; "
        "making its arithmetic faster changes nothing.",
        work=longer_time,
    ),
    Exercise(
        name="hard_swish",
        reference=hard_swish,
        mistakes=mistakes.HARD_SWISH_MISTAKES,
        hints=(
            "Write relu6 first: np.clip(z, 0, 6).",
            "The gate is relu6(x + 3) / 6. What is it at -4, at 0, at 5?",
            "Multiply x by the gate, into a new array.",
        ),
        minutes=7,
        difficulty="easy",
        afterword="It falls before it rises: the least value is -0.375, at x = -1.5.",
        work=swish_product,
    ),
    Exercise(
        name="store_in_bits",
        reference=store_in_bits,
        mistakes=mistakes.STORE_IN_BITS_MISTAKES,
        hints=(
            "With 2 bits there are 4 levels from 0 to top, and 3 steps between them.",
            "step = top / (2**bits - 1); clip x to 0 .. top before you divide by the step.",
            "np.round(clipped / step) is the number of the level; times the step is its value.",
        ),
        minutes=10,
        difficulty="easy",
        afterword="The largest rounding error is half a step: 0.012 for 8 bits up to 6, and 0.118 up to 60.",
        work=level,
    ),
    Exercise(
        name="make_divisible",
        reference=make_divisible,
        mistakes=mistakes.MAKE_DIVISIBLE_MISTAKES,
        hints=(
            "Round to the nearest multiple first: add half a divisor, then cut down to a multiple.",
            "int(v + divisor / 2) // divisor * divisor is that multiple. For 3 channels it is 0.",
            "Compare it with 0.9 * v, and add one divisor if it is less.",
        ),
        minutes=12,
        difficulty="medium",
        afterword="Processors work on 8, 16 or 32 numbers at a time; a layer of 35 channels leaves some of them idle.",
        work=rounding_rule,
    ),
    Exercise(
        name="channel_shuffle",
        reference=channel_shuffle,
        mistakes=mistakes.CHANNEL_SHUFFLE_MISTAKES,
        hints=(
            "Write the channel numbers 0 to 5 in 2 rows of 3. How are they to be read?",
            "Cut the channel axis into two: reshape to (N, groups, C // groups, H, W).",
            "Exchange axes 1 and 2, then reshape to the shape of x.",
        ),
        minutes=12,
        difficulty="medium",
        afterword="Nothing is computed or learnt: a shuffle moves numbers, which takes time all the same.",
    ),
    Exercise(
        name="depthwise_conv2d",
        reference=depthwise_conv2d,
        mistakes=mistakes.DEPTHWISE_CONV2D_MISTAKES,
        hints=(
            "Begin with one filter a channel: output f is the cross-correlation of x[:, f] with weight[f, 0].",
            "m = len(weight) // C; filter f reads channel f // m.",
            "A loop over f, oh, ow is enough: window = padded[:, f // m, top : top + KH, left : left + KW].",
            "Allocate with np.result_type(x, weight); the bias, if there is one, is np.reshape(bias, (1, -1, 1, 1)).",
        ),
        minutes=35,
        difficulty="medium",
        afterword="torch.nn.functional.conv2d does the same with groups=C; the multiplier is then C_out / C.",
        work=depthwise_sum,
    ),
    Exercise(
        name="depthwise_test",
        reference=depthwise_test,
        mistakes=mistakes.DEPTHWISE_TEST_MISTAKES,
        hints=(
            "A wrong function is noticed where it gives another result. What does a flipped kernel need to show?",
            "Let all sizes differ: N, C, m, H and W, KH and KW, both strides, both paddings.",
            "Draw x, weight and bias from rng.normal, so that no two numbers are equal and no sum is 0 by chance.",
            "Let some outputs be negative, and leave cells over that no window reaches.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="One set of inputs cannot show everything: whole numbers, views and a missing bias want tests of "
        "their own.",
        outputs=ARGUMENTS,
        verify=separates(ARGUMENTS, depthwise_with_pairs, UNDER_TEST, lambda case: NOTICED[case.name]),
    ),
    Exercise(
        name="depthwise_separable_conv2d",
        reference=separable_conv2d,
        mistakes=mistakes.DEPTHWISE_SEPARABLE_CONV2D_MISTAKES,
        hints=(
            "Call your depthwise_conv2d first; it takes stride and padding, but no bias.",
            "The pointwise step is a matrix product in each pixel: (C_out, C * m) times the C * m maps.",
            'np.einsum("fc,nchw->nfhw", pointwise_weight[:, :, 0, 0], maps), and the bias once at the end.',
        ),
        minutes=20,
        difficulty="medium",
        afterword="A stride of the pointwise step would give the same numbers, if the depthwise step had none: "
        "but then three of four depthwise results at stride 2 would be thrown away.",
        work=separable_sum,
    ),
    Exercise(
        name="squash_loss",
        reference=squash_loss,
        mistakes=mistakes.SQUASH_LOSS_MISTAKES,
        hints=(
            "Make a matrix of the filter: kernel.reshape(C, -1), a row for each channel.",
            "np.linalg.svd(matrix, compute_uv=False) gives the singular values, the largest first.",
            "Square them. The first is what can be kept; the others, divided by the sum of all, are lost.",
        ),
        minutes=15,
        difficulty="medium",
        afterword="For random kernels most of the energy is lost: channels first, kernel after is another layer.",
    ),
    Exercise(
        name="SqueezeExcite",
        reference=squeeze_excite,
        mistakes=mistakes.SQUEEZE_EXCITE_MISTAKES,
        hints=(
            "Make two layers in __init__, nn.Linear or 1x1 nn.Conv2d: channels to channels // reduction, and back.",
            "x.mean((2, 3)) has the shape (N, C), which nn.Linear takes; 1x1 convolutions want keepdim=True.",
            "s = torch.sigmoid(second(torch.relu(first(mean)))), one number from 0 to 1 for each image and channel.",
            "Give s the shape (N, C, 1, 1) and return x * s.",
        ),
        minutes=20,
        difficulty="medium",
        afterword="MobileNet v3 puts it behind the depthwise convolution, and ends it with a hard sigmoid.",
    ),
    Exercise(
        name="InvertedResidual",
        reference=inverted_residual,
        mistakes=mistakes.INVERTED_RESIDUAL_MISTAKES,
        hints=(
            "Collect the layers in a list, the expansion only if expand_ratio is not 1; then nn.Sequential(*layers).",
            "hidden = in_channels * expand_ratio. The 3x3 convolution has groups=hidden, padding=1 and the stride.",
            "Each convolution has bias=False and its own nn.BatchNorm2d; nn.ReLU6 follows the first two batch norms.",
            "Keep self.add = stride == 1 and in_channels == out_channels, and return x + y or y in forward.",
        ),
        minutes=40,
        difficulty="hard",
        afterword="Narrow ends, wide inside: a ResNet bottleneck has it the other way round.",
    ),
)
