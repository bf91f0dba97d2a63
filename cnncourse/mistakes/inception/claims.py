"""Mistakes in the functions behind the claims."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Rule = Callable[[SimpleNamespace], Any]

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
