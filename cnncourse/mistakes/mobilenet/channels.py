"""Mistakes in make_divisible and channel_shuffle."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

import numpy as np

from cnncourse.mistakes import declared

Array = np.ndarray


def nearest(v: float, d: int) -> int:
    """Return the nearest multiple, halves up, at least one."""
    return max(d, int(v + d / 2) // d * d)


def raised(n: float, v: float, d: int, least: float = 0.9) -> float:
    """Add a divisor where more than a tenth was lost."""
    return n + d if n < least * v else n


def defaulted(rule: Callable[[float, int], float]) -> Callable[..., float]:
    """Give a rule the signature of make_divisible."""
    return lambda v, divisor=8: rule(v, divisor)


MAKE_DIVISIBLE_MISTAKES = declared(
    defaulted,
    (
        (
            "the number is rounded down",
            lambda v, d: max(d, int(v) // d * d),
            "Take the nearest multiple: add half a divisor before you cut down.",
        ),
        (
            "the number is rounded up",
            lambda v, d: max(d, ceil(v / d) * d),
            "Take the nearest multiple. Only where that loses more than a tenth, the next one.",
        ),
        (
            "the loss of more than a tenth is accepted",
            lambda v, d: nearest(v, d),
            "If the nearest multiple is below 0.9 * v, take the next one.",
            lambda v, d: int(v + d / 2) // d * d,
        ),
        (
            "rounding down and the rule of the tenth are combined",
            lambda v, d: raised(max(d, int(v) // d * d), v, d),
            "First take the nearest multiple, which may lie above v; then apply the rule of the tenth.",
        ),
        (
            "the divisor is always 8",
            lambda v, d: raised(nearest(v, 8), v, 8),
            "Use the argument, not its default.",
        ),
        (
            "8 channels are the least, whatever the divisor",
            lambda v, d: raised(max(8, int(v + d / 2) // d * d), v, d),
            "The least is one divisor.",
        ),
        (
            "the number of multiples is returned",
            lambda v, d: raised(nearest(v, d), v, d) // d,
            "Multiply by the divisor again: channels are asked for.",
        ),
        (
            "the number of channels is left as it is",
            lambda v, d: v,
            "The result is a multiple of the divisor.",
            lambda v, d: max(v, d),
            lambda v, d: int(v),
        ),
        (
            "a gain of more than a tenth is taken back",
            lambda v, d: nearest(v, d) - d if nearest(v, d) > 1.1 * v else nearest(v, d),
            "Only losses are limited: the result may be well above v.",
        ),
        (
            "a single channel is added where more than a tenth is lost",
            lambda v, d: nearest(v, d) + (nearest(v, d) < 0.9 * v),
            "Go to the next multiple: add `divisor`.",
        ),
        (
            "the tenth is taken of the multiple, not of v",
            lambda v, d: nearest(v, d) + d if 0.9 * nearest(v, d) < v else nearest(v, d),
            "The result must be at least 0.9 * v.",
        ),
        (
            "halves are rounded to the even multiple",
            lambda v, d: raised(max(d, round(v / d) * d), v, d),
            "Python's round() takes halves to the even number. Here they go up: int(v + divisor / 2) // divisor.",
        ),
        (
            "halves are rounded down",
            lambda v, d: raised(max(d, ceil(v / d - 0.5) * d), v, d),
            "Half way between two multiples, take the upper one.",
        ),
        (
            "v is cut to a whole number first",
            lambda v, d: raised(nearest(int(v), d), int(v), d),
            "A width multiplier gives fractions, and they count: 26.7 channels must not become less than 24.03.",
            lambda v, d: raised(int(int(v) + d / 2) // d * d, int(v), d),
        ),
        (
            "half a divisor is cut to a whole number",
            lambda v, d: raised(int(v + d // 2) // d * d, v, d),
            "Half of 5 is 2.5: use `/`, and int() afterwards.",
        ),
        (
            "v is rounded to a whole number first",
            lambda v, d: raised(nearest(round(v), d), round(v), d),
            "A width multiplier gives fractions, and they count: use v as it is.",
        ),
        (
            "half a divisor is added, but nothing is cut down",
            lambda v, d: raised(max(d, int(v + d / 2)), v, d),
            "int(v + divisor / 2) // divisor * divisor is the multiple.",
        ),
        (
            "the next multiple is taken even for a multiple",
            lambda v, d: (floor(v / d) + 1) * d,
            "A multiple of the divisor stays as it is.",
        ),
        (
            "the rule of the tenth steps down",
            lambda v, d: nearest(v, d) - d if nearest(v, d) < 0.9 * v else nearest(v, d),
            "The result is too small there: add `divisor`.",
        ),
    ),
)


def grouped(x: Array, rows: int) -> Array:
    """Return x with its channels in rows, (N, rows, C / rows, H, W)."""
    n, c, h, w = x.shape
    return x.reshape(n, rows, c // rows, h, w)


def shuffle(x: Array, groups: int) -> Array:
    """Return what is asked for."""
    return grouped(x, groups).swapaxes(1, 2).reshape(x.shape)


def overwriting(x: Array, groups: int) -> Array:
    """Write the shuffled channels back into the input."""
    y = shuffle(x, groups)
    x[...] = y
    return y


def one_by_one(x: Array, groups: int) -> Array:
    """Move channels within the array that is still read from."""
    y, size = x.copy(), x.shape[1] // groups
    for i in range(x.shape[1]):
        y[:, i] = y[:, i % groups * size + i // groups]
    return y


CHANNEL_SHUFFLE_MISTAKES = declared(
    lambda rule: rule,
    (
        (
            "the channels are reshaped, but not transposed",
            lambda x, g: x.copy(),
            "A reshape forth and back changes nothing: exchange the two axes in between.",
        ),
        (
            "the shuffle is run backwards",
            lambda x, g: shuffle(x, x.shape[1] // g),
            "Write the channels in `groups` rows of C / groups, and read them by columns.",
        ),
        (
            "the order of the groups is reversed",
            lambda x, g: grouped(x, g)[:, ::-1].reshape(x.shape),
            "The groups are interleaved: one channel of each, then the next one of each.",
        ),
        (
            "the channels of each group are reversed",
            lambda x, g: grouped(x, g)[:, :, ::-1].reshape(x.shape),
            "The groups are interleaved: one channel of each, then the next one of each.",
        ),
        (
            "all channels are reversed",
            lambda x, g: x[:, ::-1],
            "The groups are interleaved: one channel of each, then the next one of each.",
        ),
        (
            "the channels are moved on by one group",
            lambda x, g: np.roll(x, x.shape[1] // g, axis=1),
            "The groups are interleaved, not moved.",
            lambda x, g: np.roll(x, -(x.shape[1] // g), axis=1),
        ),
        (
            "the groups come in the right order, their channels reversed",
            lambda x, g: grouped(x, g)[:, ::-1].swapaxes(1, 2).reshape(x.shape),
            "Begin with the first group: channel 0 stays where it is.",
        ),
        (
            "the channels come in an order drawn by chance",
            lambda x, g: x[:, np.random.default_rng(x.shape[1]).permutation(x.shape[1])],
            "Nothing is drawn: the order is the same in every call, so that a trained network can rely on it.",
        ),
        (
            "the two new axes are left in the result",
            lambda x, g: grouped(x, g).swapaxes(1, 2),
            "Reshape to (N, C, H, W) at the end.",
        ),
        (
            "the order of all axes is reversed",
            lambda x, g: grouped(x, g).T.reshape(x.shape),
            "Exchange only the two channel axes: swapaxes(1, 2).",
        ),
        (
            "rows and columns of each map are exchanged",
            lambda x, g: grouped(x, g).transpose(0, 2, 1, 4, 3).reshape(x.shape),
            "Exchange only the two channel axes.",
        ),
        (
            "the images of the batch are mixed",
            lambda x, g: x.reshape(g, -1, *x.shape[2:]).swapaxes(0, 1).reshape(x.shape),
            "The first axis stays N: reshape to (N, groups, C / groups, H, W).",
            lambda x, g: x.reshape(g, x.shape[1] // g, len(x), *x.shape[2:]).swapaxes(0, 1).reshape(x.shape),
        ),
        (
            "the pixels are shuffled with the channels",
            lambda x, g: x.reshape(len(x), g, -1).swapaxes(1, 2).reshape(x.shape),
            "H and W stay as the last two axes: reshape to (N, groups, C / groups, H, W).",
        ),
        (
            "only the first image is shuffled",
            lambda x, g: np.concatenate([shuffle(x[:1], g), x[1:]]),
            "Every image of the batch is shuffled.",
        ),
        (
            "the last image alone is returned",
            lambda x, g: shuffle(x[-1:], g),
            "Every image of the batch is returned: the result has the shape of x.",
        ),
        (
            "every second channel is taken, whatever the number of groups",
            lambda x, g: x[:, [*range(0, x.shape[1], 2), *range(1, x.shape[1], 2)]],
            "Channel j of group i goes to place j * groups + i.",
        ),
        (
            "two groups are assumed",
            lambda x, g: shuffle(x, 2),
            "Use the argument `groups`.",
        ),
        (
            "channels are read from the array that is being filled",
            one_by_one,
            "Read from x and write into another array.",
        ),
        (
            "the input is overwritten",
            overwriting,
            "The caller still needs it. Write into an array of your own.",
        ),
        (
            "the channels come last in the output",
            lambda x, g: shuffle(x, g).transpose(0, 2, 3, 1),
            "The layout is (N, C, H, W).",
        ),
        (
            "one channel of each group is returned",
            lambda x, g: x[:, :: x.shape[1] // g],
            "All C channels are returned, in another order.",
        ),
        (
            "the groups are added up",
            lambda x, g: grouped(x, g).sum(1),
            "A shuffle computes nothing: all C channels are returned, in another order.",
        ),
    ),
)
