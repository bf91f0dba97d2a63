"""Mistakes in store_in_bits and layer_time, which settle a claim each."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


# ------------------------------------------------------------- store_in_bits


def storing(rule: Callable[[Array, float, int], Any]) -> Callable[..., Any]:
    """Give a rule the signature of store_in_bits."""
    return lambda x, top, bits=8: rule(x, top, bits)


def stored(x: Array, top: float, levels: int) -> Array:
    """Clip, round to the nearest of some steps, return the value."""
    step = top / levels
    return np.round(np.clip(x, 0, top) / step) * step


def overwritten(x: Array, top: float, bits: int) -> Array:
    """Clip the caller's array in place."""
    y = stored(x, top, 2**bits - 1)
    x[x > top] = top
    return y


STORE_IN_BITS_MISTAKES = declared(
    storing,
    (
        (
            "the range is divided into 2**bits steps",
            lambda x, t, b: stored(x, t, 2**b),
            "There are 2**bits levels, and so one step less: top / (2**bits - 1).",
        ),
        (
            "there are as many levels as bits",
            lambda x, t, b: stored(x, t, b),
            "b bits tell 2**b levels apart.",
            lambda x, t, b: stored(x, t, b - 1),
        ),
        (
            "there are 2 * bits levels",
            lambda x, t, b: stored(x, t, 2 * b - 1),
            "b bits tell 2**b levels apart.",
            lambda x, t, b: stored(x, t, 2 * b),
        ),
        (
            "there are bits**2 levels",
            lambda x, t, b: stored(x, t, b**2 - 1),
            "b bits tell 2**b levels apart, not b**2.",
            lambda x, t, b: stored(x, t, b**2),
        ),
        (
            "^ is taken for the power",
            lambda x, t, b: stored(x, t, 2 ^ (b - 1)),
            "A power is written ** in Python: 2**bits.",
            lambda x, t, b: stored(x, t, (2 ^ b) - 1),
        ),
        (
            "numbers are rounded down",
            lambda x, t, b: np.floor(np.clip(x, 0, t) / (t / (2**b - 1)) + 1e-9) * (t / (2**b - 1)),
            "Take the nearest level: np.round.",
            lambda x, t, b: np.floor(np.clip(x, 0, t) / (t / (2**b - 1))) * (t / (2**b - 1)),
            lambda x, t, b: np.clip(x, 0, t) // (t / (2**b - 1)) * (t / (2**b - 1)),
        ),
        (
            "numbers are rounded up",
            lambda x, t, b: np.ceil(np.clip(x, 0, t) / (t / (2**b - 1)) - 1e-9) * (t / (2**b - 1)),
            "Take the nearest level: np.round.",
            lambda x, t, b: np.ceil(np.clip(x, 0, t) / (t / (2**b - 1))) * (t / (2**b - 1)),
        ),
        (
            "nothing is clipped",
            lambda x, t, b: np.round(x / (t / (2**b - 1))) * (t / (2**b - 1)),
            "There is no level below 0 and none above top: clip to 0 .. top first.",
        ),
        (
            "the numbers of the levels are clipped to 0 .. top",
            lambda x, t, b: np.clip(np.round(x / (t / (2**b - 1))), 0, t) * (t / (2**b - 1)),
            "The levels have the numbers 0 to 2**bits - 1. Clip x to 0 .. top, before it is divided by the step.",
        ),
        (
            "only numbers below 0 are clipped",
            lambda x, t, b: np.round(np.maximum(x, 0) / (t / (2**b - 1))) * (t / (2**b - 1)),
            "There is no level above top: clip to 0 .. top first.",
        ),
        (
            "only numbers above top are clipped",
            lambda x, t, b: np.round(np.minimum(x, t) / (t / (2**b - 1))) * (t / (2**b - 1)),
            "There is no level below 0: clip to 0 .. top first.",
        ),
        (
            "nothing is rounded",
            lambda x, t, b: np.clip(x, 0, t),
            "Only multiples of the step can be stored.",
        ),
        (
            "the numbers of the levels are returned",
            lambda x, t, b: np.round(np.clip(x, 0, t) / (t / (2**b - 1))),
            "Multiply by the step again: what comes back from memory is asked for.",
        ),
        (
            "the numbers are rounded to whole ones",
            lambda x, t, b: np.round(np.clip(x, 0, t)),
            "Divide by the step before you round, and multiply by it afterwards.",
        ),
        (
            "top is always 6",
            lambda x, t, b: stored(x, 6.0, 2**b - 1),
            "Use the argument `top`.",
        ),
        (
            "there are always 8 bits",
            lambda x, t, b: stored(x, t, 255),
            "Use the argument `bits`.",
        ),
        (
            "negative numbers are clipped at -top",
            lambda x, t, b: np.round(np.clip(x, -t, t) / (t / (2**b - 1))) * (t / (2**b - 1)),
            "The levels begin at 0.",
        ),
        (
            "the difference to x is returned",
            lambda x, t, b: x - stored(x, t, 2**b - 1),
            "Return the numbers as they come back, not the error.",
            lambda x, t, b: np.abs(x - stored(x, t, 2**b - 1)),
            lambda x, t, b: stored(x, t, 2**b - 1) - x,
        ),
        (
            "the largest number of x stands for top",
            lambda x, t, b: stored(x, np.max(x), 2**b - 1),
            "The levels are fixed beforehand: they reach to the argument `top`.",
        ),
        (
            "numbers outside 0 .. top become 0",
            lambda x, t, b: stored(np.where(x > t, 0, x), t, 2**b - 1),
            "What is above top becomes top.",
        ),
        (
            "the step is whole",
            lambda x, t, b: np.round(np.clip(x, 0, t) / (t // (2**b - 1))) * (t // (2**b - 1)),
            "Use `/`: steps are fractions.",
        ),
        (
            "the input is overwritten",
            overwritten,
            "The caller still needs it. Write into an array of your own.",
        ),
    ),
)


# ---------------------------------------------------------------- layer_time

NAMES = "c_in", "c_out", "size", "kernel_size", "groups", "macs_per_second", "numbers_per_second"


def layered(rule: Callable[[SimpleNamespace], float]) -> Callable[..., float]:
    """Give a rule the signature of layer_time."""

    def answer(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
        values = (c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second)
        return rule(SimpleNamespace(**dict(zip(NAMES, values, strict=True))))

    return answer


def weights(a: SimpleNamespace, groups: bool = True) -> float:
    """Count the weights."""
    return a.c_out * (a.c_in // (a.groups if groups else 1)) * a.kernel_size**2


def macs(a: SimpleNamespace, **more: bool) -> float:
    """Count the multiply-adds."""
    return weights(a, **more) * a.size**2


def moved(a: SimpleNamespace, **more: bool) -> float:
    """Count the numbers moved."""
    return (a.c_in + a.c_out) * a.size**2 + weights(a, **more)


def slower(a: SimpleNamespace, work: float, numbers: float) -> float:
    """Return the longer of the two times."""
    return max(work / a.macs_per_second, numbers / a.numbers_per_second)


LAYER_TIME_MISTAKES = declared(
    layered,
    (
        (
            "the two times are added",
            lambda a: macs(a) / a.macs_per_second + moved(a) / a.numbers_per_second,
            "Arithmetic and memory work side by side: the slower one sets the time.",
        ),
        (
            "the shorter of the two times is taken",
            lambda a: min(macs(a) / a.macs_per_second, moved(a) / a.numbers_per_second),
            "The layer is done when both are: take the longer time.",
        ),
        (
            "only the arithmetic takes time",
            lambda a: macs(a) / a.macs_per_second,
            "The numbers have to come from memory and go back: compute that time too.",
        ),
        (
            "only the memory takes time",
            lambda a: moved(a) / a.numbers_per_second,
            "Each multiply-add takes time as well.",
        ),
        (
            "the mean of the two times is taken",
            lambda a: (macs(a) / a.macs_per_second + moved(a) / a.numbers_per_second) / 2,
            "Arithmetic and memory work side by side: the slower one sets the time.",
        ),
        (
            "the two rates are swapped",
            lambda a: max(macs(a) / a.numbers_per_second, moved(a) / a.macs_per_second),
            "Multiply-adds go by macs_per_second, numbers moved by numbers_per_second.",
        ),
        (
            "work and rate are multiplied",
            lambda a: max(macs(a) * a.macs_per_second, moved(a) * a.numbers_per_second),
            "Seconds are a count divided by a count for each second.",
        ),
        (
            "the rate is divided by the work",
            lambda a: max(a.macs_per_second / macs(a), a.numbers_per_second / moved(a)),
            "Seconds are a count divided by a count for each second.",
            lambda a: min(a.macs_per_second / macs(a), a.numbers_per_second / moved(a)),
        ),
        (
            "the output is not written to memory",
            lambda a: slower(a, macs(a), moved(a) - a.c_out * a.size**2),
            "The numbers moved are those of the input, the weights and the output.",
        ),
        (
            "the input is not read from memory",
            lambda a: slower(a, macs(a), moved(a) - a.c_in * a.size**2),
            "The numbers moved are those of the input, the weights and the output.",
        ),
        (
            "the weights are not read from memory",
            lambda a: slower(a, macs(a), moved(a) - weights(a)),
            "The numbers moved are those of the input, the weights and the output.",
        ),
        (
            "only the weights are moved",
            lambda a: slower(a, macs(a), weights(a)),
            "The numbers moved are those of the input, the weights and the output.",
        ),
        (
            "the groups are ignored",
            lambda a: slower(a, macs(a, groups=False), moved(a, groups=False)),
            "With groups a filter reads c_in / groups channels.",
        ),
        (
            "the groups are ignored in the multiply-adds",
            lambda a: slower(a, macs(a, groups=False), moved(a)),
            "With groups a filter reads c_in / groups channels, in the sum as well.",
        ),
        (
            "the groups are ignored in the weights",
            lambda a: slower(a, macs(a), moved(a, groups=False)),
            "With groups a filter has c_in / groups kernels: there are fewer weights to read.",
        ),
        (
            "the multiply-adds are divided by the groups twice",
            lambda a: slower(a, macs(a) / a.groups, moved(a)),
            "Only c_in is divided by the groups.",
        ),
        (
            "the weights are divided by the groups twice",
            lambda a: slower(a, macs(a) / a.groups, moved(a) - weights(a) + weights(a) / a.groups),
            "Only c_in is divided by the groups.",
        ),
        (
            "a map has `size` pixels",
            lambda a: slower(a, weights(a) * a.size, (a.c_in + a.c_out) * a.size + weights(a)),
            "A map of `size` rows and columns has size * size pixels.",
        ),
        (
            "a kernel has kernel_size weights",
            lambda a: slower(a, macs(a) / a.kernel_size, moved(a) - weights(a) + weights(a) / a.kernel_size),
            "A kernel has kernel_size * kernel_size weights.",
        ),
        (
            "the multiply-adds are counted for one pixel",
            lambda a: slower(a, weights(a), moved(a)),
            "Each weight is used once for every pixel of the output.",
        ),
        (
            "a multiply-add is counted as two",
            lambda a: slower(a, 2 * macs(a), moved(a)),
            "One multiplication with the addition that follows it is one multiply-add.",
        ),
        (
            "a number is counted as four bytes",
            lambda a: slower(a, macs(a), 4 * moved(a)),
            "The rate is in numbers, not in bytes.",
        ),
    ),
)
