"""Mistakes in the functions behind the claims, and wrong predictions."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared

Rule = Callable[[SimpleNamespace], Any]

# ------------------------------------------------------------------- predict_block

RIGHT = (256, 28, 12_800, 512, 3_136)


def guess(index: int, number: int) -> Callable[[], tuple[int, ...]]:
    """Return the right numbers, with one of them replaced."""
    return lambda: (*RIGHT[:index], number, *RIGHT[index + 1 :])


def wrong_guess(index: int, name: str, message: str, *numbers: int) -> Mistake:
    """Make a mistake in one number."""
    return Mistake(name, guess(index, numbers[0]), message, tuple(guess(index, n) for n in numbers[1:]))


PREDICT_BLOCK_MISTAKES = (
    wrong_guess(
        0,
        "the branches are added, not concatenated",
        "Added maps would need equal numbers of channels. Here they are laid one behind the other.",
        128,
    ),
    wrong_guess(
        0,
        "the channels of the reductions are counted too",
        "A reduction is read by the next convolution of its branch and does not leave the block.",
        368,
        352,
        272,
    ),
    wrong_guess(
        0,
        "the pool branch keeps its 192 channels",
        "The pool keeps them; the 1x1 convolution behind it leaves 32.",
        416,
    ),
    wrong_guess(0, "the pool branch is forgotten", "It is the fourth of four branches: 32 channels more.", 224),
    wrong_guess(
        1,
        "the pool is taken to halve the map",
        "Its stride is 1: it looks at every place. Stride 2 is what the pools between the blocks have.",
        14,
    ),
    wrong_guess(
        1,
        "the padding of the pool is forgotten",
        "A 3x3 window without padding loses two rows; the padding of 1 brings them back.",
        26,
    ),
    wrong_guess(
        1,
        "the pool's stride is taken to be its window",
        "That is the habit for pools that shrink a map. This one has stride 1.",
        9,
        10,
    ),
    wrong_guess(
        2,
        "the 5x5 convolution reads all 192 channels",
        "It reads what its reduction gives: 16 channels.",
        153_600,
    ),
    wrong_guess(2, "the kernels are counted with 3x3 weights", "Each kernel has 5 * 5 = 25 weights.", 4_608),
    wrong_guess(
        2,
        "a kernel has one weight for each input channel",
        "A filter has 25 weights for each of its 16 input channels.",
        512,
    ),
    wrong_guess(
        2,
        "one kernel serves all input channels",
        "A filter has a kernel of its own for each of the 16 input channels.",
        800,
    ),
    wrong_guess(
        2,
        "a single filter is counted",
        "A filter has 25 weights for each of its 16 input channels, and there are 32 filters.",
        400,
    ),
    wrong_guess(2, "the biases are counted too", "The question was for weights: 32 biases come on top.", 12_832),
    wrong_guess(
        2,
        "the reduction's weights are counted too",
        "The question was for the 5x5 convolution alone; the 1x1 in front has 3,072 of its own.",
        15_872,
    ),
    wrong_guess(
        3,
        "the running statistics are counted as learned",
        "Running mean and variance are kept, but no gradient reaches them: scale and shift are what is learned.",
        1_024,
    ),
    wrong_guess(
        3,
        "one number for each channel is counted",
        "Each channel has two: a scale and a shift.",
        256,
    ),
    wrong_guess(
        3,
        "two numbers are counted for the whole layer",
        "Each of the 256 channels has a scale and a shift of its own.",
        2,
    ),
    wrong_guess(
        3,
        "scale and shift are counted for every pixel",
        "All pixels of a channel share one scale and one shift.",
        401_408,
        200_704,
    ),
    wrong_guess(
        4,
        "the mean is taken over one image",
        "In training the mean runs over all images of the batch: four times as many values.",
        784,
    ),
    wrong_guess(
        4,
        "the mean is taken over the batch alone",
        "The mean runs over rows and columns as well: all pixels of a channel share it.",
        4,
    ),
    wrong_guess(
        4,
        "the mean is taken over the channels too",
        "Each channel has a mean of its own.",
        802_816,
        200_704,
        1_024,
    ),
)


# ---------------------------------------------------------------- reduction_saving


def branch(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of reduction_saving: C channels, r after the reduction, F filters, area and side k."""

    def answer(c_in, c_reduce, c_out, kernel_size):
        a = SimpleNamespace(C=c_in, r=c_reduce, F=c_out, k=kernel_size, area=kernel_size**2)
        a.direct, a.first, a.second = a.area * c_in * c_out, c_in * c_reduce, a.area * c_reduce * c_out
        a.reduced = a.first + a.second
        return rule(a)

    return answer


REDUCTION_SAVING_MISTAKES = declared(
    branch,
    (
        (
            "the quotient is turned over",
            lambda a: a.reduced / a.direct,
            "How many times cheaper: the direct cost above, the reduced cost below.",
        ),
        (
            "the cost of the 1x1 convolution is left out",
            lambda a: a.direct / a.second,
            "The reduction costs c_in * c_reduce multiply-adds a cell itself.",
        ),
        (
            "the 1x1 convolution is compared without the large one behind it",
            lambda a: a.direct / a.first,
            "The reduced branch has two convolutions: add the large one, from c_reduce to c_out.",
        ),
        (
            "the kernel's side is not squared",
            lambda a: a.k * a.C * a.F / (a.first + a.k * a.r * a.F),
            "A kernel of side k has k * k weights for each pair of channels.",
            lambda a: a.direct / (a.first + a.k * a.r * a.F),
        ),
        (
            "the large kernel still reads all channels behind the reduction",
            lambda a: a.direct / (a.first + a.direct),
            "Behind the reduction there are c_reduce channels left; this is what saves.",
        ),
        (
            "the reduction is counted with the large kernel",
            lambda a: a.direct / (a.area * a.first + a.second),
            "The reduction is 1x1: one weight for each pair of channels.",
        ),
        (
            "the reduction is counted with all filters",
            lambda a: a.direct / (a.C * a.F + a.second),
            "The 1x1 convolution leads from c_in to c_reduce channels.",
        ),
        (
            "the two costs are multiplied, not added",
            lambda a: a.direct / (a.first * a.second),
            "One convolution after the other: their multiply-adds are added.",
        ),
        (
            "the difference is returned",
            lambda a: a.direct - a.reduced,
            "How many times cheaper is a quotient.",
        ),
        (
            "the share that is saved is returned",
            lambda a: 1 - a.reduced / a.direct,
            "How many times cheaper is direct / reduced.",
            lambda a: 100 * (1 - a.reduced / a.direct),
        ),
        (
            "the quotient is rounded down",
            lambda a: a.direct // a.reduced,
            "Divide with /, which keeps the fraction.",
        ),
        (
            "the quotient is rounded",
            lambda a: round(a.direct / a.reduced),
            "Return the quotient as it is.",
            lambda a: round(a.direct / a.reduced, 1),
            lambda a: round(a.direct / a.reduced, 2),
        ),
        (
            "parameters with their biases are compared",
            lambda a: (a.direct + a.F) / (a.reduced + a.r + a.F),
            "Multiply-adds are the products of weights and inputs. Biases are not counted.",
        ),
        (
            "the direct convolution is counted with the reduced channels",
            lambda a: a.second / a.reduced,
            "Without the reduction the large kernel reads all c_in channels.",
        ),
        (
            "the saving is taken to be the kernel's area",
            lambda a: float(a.area),
            "The area occurs in both costs. Count the multiply-adds of both ways.",
        ),
    ),
)


# -------------------------------------------------------------------- pair_weights


def factors(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of pair_weights."""

    def answer(c_in, between, c_out, n):
        a = SimpleNamespace(C=c_in, m=between, F=c_out, n=n)
        a.square, a.pair = n * n * c_in * c_out, n * c_in * between + n * between * c_out
        return rule(a)

    return answer


PAIR_WEIGHTS_MISTAKES = declared(
    factors,
    (
        (
            "the pair is counted as one layer with n + n weights a kernel",
            lambda a: (a.square, 2 * a.n * a.C * a.F),
            "The pair is two layers. The first leads from c_in to between channels, the second from there to c_out.",
        ),
        (
            "both layers of the pair read c_in channels",
            lambda a: (a.square, a.n * a.C * a.m + a.n * a.C * a.F),
            "The second layer reads what the first one gives: between channels.",
        ),
        (
            "both layers of the pair give c_out channels",
            lambda a: (a.square, a.n * a.C * a.F + a.n * a.F * a.F),
            "The first layer gives between channels, and the second one reads them.",
        ),
        (
            "only the first layer of the pair is counted",
            lambda a: (a.square, a.n * a.C * a.m),
            "Add the second layer: n * between * c_out.",
        ),
        (
            "only the second layer of the pair is counted",
            lambda a: (a.square, a.n * a.m * a.F),
            "Add the first layer: n * c_in * between.",
        ),
        (
            "the pair's kernels are squares",
            lambda a: (a.square, a.n * a.pair),
            "A kernel of n x 1 has n weights for each pair of channels.",
        ),
        (
            "the pair's two factors are multiplied",
            lambda a: (a.square, a.n * a.C * a.m * a.n * a.m * a.F),
            "One layer after the other: their weights are added.",
        ),
        (
            "the square kernel is counted with n weights",
            lambda a: (a.n * a.C * a.F, a.pair),
            "A kernel of n x n has n * n weights for each pair of channels.",
        ),
        (
            "the square kernel is counted with 2n weights",
            lambda a: (2 * a.n * a.C * a.F, a.pair),
            "A kernel of n x n has n * n weights for each pair of channels.",
        ),
        (
            "the square kernel goes through the channels between",
            lambda a: (a.n * a.n * (a.C * a.m + a.m * a.F), a.pair),
            "The square kernel is one layer, from c_in to c_out.",
            lambda a: (a.n * a.n * a.C * a.m, a.pair),
        ),
        (
            "the biases are counted too",
            lambda a: (a.square + a.F, a.pair + a.m + a.F),
            "Weights alone are asked for.",
        ),
        (
            "the two numbers are exchanged",
            lambda a: (a.pair, a.square),
            "Return (square, pair).",
        ),
        (
            "a quotient is returned",
            lambda a: a.square / a.pair,
            "Return the two numbers, (square, pair).",
            lambda a: a.pair / a.square,
        ),
    ),
)


# ------------------------------------------------------------ eval_scale_and_shift


def line(rule: Rule) -> Callable[..., Any]:
    """Give a rule the signature of eval_scale_and_shift; a rule returns what it changes, as a dict."""

    def answer(running_mean, running_var, weight, bias, eps=1e-5):
        a = SimpleNamespace(mean=running_mean, var=running_var, weight=weight, bias=bias, eps=eps)
        changed = rule(a)
        if not isinstance(changed, dict):
            return changed
        scale = changed.get("scale", weight / np.sqrt(running_var + eps))
        return scale, changed.get("shift", bias - running_mean * scale)

    return answer


def scaled(a: SimpleNamespace) -> Any:
    """Return the right scale."""
    return a.weight / np.sqrt(a.var + a.eps)


def scale_alone(scale: Callable[[SimpleNamespace], Any]) -> tuple[Rule, ...]:
    """Make a mistake in the scale: with the shift that follows from it, and with the right shift."""
    return lambda a: {"scale": scale(a)}, lambda a: {"scale": scale(a), "shift": a.bias - a.mean * scaled(a)}


EVAL_SCALE_AND_SHIFT_MISTAKES = declared(
    line,
    (
        (
            "batch norm is taken to do nothing",
            lambda a: {"scale": np.ones_like(a.weight), "shift": np.zeros_like(a.bias)},
            "In inference it still subtracts the running mean, divides by the root and scales and shifts.",
        ),
        (
            "the running statistics are left out",
            lambda a: {"scale": a.weight.copy(), "shift": a.bias.copy()},
            "In inference the running mean and variance take the place of the batch's: they do not vanish.",
        ),
        (
            "weight is left out",
            scale_alone(lambda a: 1 / np.sqrt(a.var + a.eps))[0],
            "The scale is weight / sqrt(running_var + eps).",
            scale_alone(lambda a: 1 / np.sqrt(a.var + a.eps))[1],
        ),
        (
            "eps is left out",
            scale_alone(lambda a: a.weight / np.sqrt(a.var))[0],
            "Divide by sqrt(running_var + eps).",
            scale_alone(lambda a: a.weight / np.sqrt(a.var))[1],
        ),
        (
            "eps is added to the root",
            scale_alone(lambda a: a.weight / (np.sqrt(a.var) + a.eps))[0],
            "eps is added to the variance, and then the root is taken.",
            scale_alone(lambda a: a.weight / (np.sqrt(a.var) + a.eps))[1],
        ),
        (
            "eps is fixed at 0.00001",
            scale_alone(lambda a: a.weight / np.sqrt(a.var + 1e-5))[0],
            "Use the argument eps.",
            scale_alone(lambda a: a.weight / np.sqrt(a.var + 1e-5))[1],
        ),
        (
            "it is divided by the variance, not by its root",
            scale_alone(lambda a: a.weight / (a.var + a.eps))[0],
            "Divide by the root: sqrt(running_var + eps).",
            scale_alone(lambda a: a.weight / (a.var + a.eps))[1],
        ),
        (
            "the scale multiplies by the root",
            scale_alone(lambda a: a.weight * np.sqrt(a.var + a.eps))[0],
            "Divide by the root: sqrt(running_var + eps).",
            scale_alone(lambda a: a.weight * np.sqrt(a.var + a.eps))[1],
        ),
        (
            "the scale is turned over",
            scale_alone(lambda a: np.sqrt(a.var + a.eps) / a.weight)[0],
            "weight stands above, the root below.",
            scale_alone(lambda a: np.sqrt(a.var + a.eps) / a.weight)[1],
        ),
        (
            "the shift is bias alone",
            lambda a: {"shift": a.bias.copy()},
            "The mean is subtracted before the scale: multiply out (x - mean) * scale + bias.",
        ),
        (
            "the mean is not scaled in the shift",
            lambda a: {"shift": a.bias - a.mean},
            "(x - mean) * scale + bias = x * scale + (bias - mean * scale).",
        ),
        (
            "the mean is scaled by weight alone in the shift",
            lambda a: {"shift": a.bias - a.mean * a.weight},
            "The mean goes through the whole scale: weight divided by the root.",
        ),
        (
            "the mean is divided by the root and not multiplied by weight in the shift",
            lambda a: {"shift": a.bias - a.mean / np.sqrt(a.var + a.eps)},
            "The mean goes through the whole scale: weight divided by the root.",
        ),
        (
            "the mean is added in the shift",
            lambda a: {"shift": a.bias + a.mean * scaled(a)},
            "The mean is subtracted: bias - mean * scale.",
        ),
        (
            "bias is scaled too",
            lambda a: {"shift": (a.bias - a.mean) * scaled(a)},
            "bias is added at the very end and meets no scale.",
        ),
        (
            "bias is left out of the shift",
            lambda a: {"shift": -a.mean * scaled(a)},
            "The shift is bias - mean * scale.",
        ),
        (
            "the two results are exchanged",
            lambda a: (a.bias - a.mean * scaled(a), scaled(a)),
            "Return (scale, shift).",
        ),
    ),
)
