"""Mistakes in stack_cost, shrinking_sizes and unread_cells."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from cnncourse.mistakes import Mistake, declared


def weights_of(channels: int, kernels: list[int]) -> int:
    """Return the right number of weights."""
    return channels**2 * sum(k * k for k in kernels)


def field_of(kernels: list[int]) -> int:
    """Return the right receptive field."""
    return 1 + sum(k - 1 for k in kernels)


def weighed(rule: Callable[[int, list[int]], Any]) -> Callable[..., Any]:
    """Count the weights wrongly; the field is right."""
    return lambda channels, kernel_sizes: (rule(channels, kernel_sizes), field_of(kernel_sizes))


def seen(rule: Callable[[list[int]], Any]) -> Callable[..., Any]:
    """Work out the field wrongly; the weights are right."""
    return lambda channels, kernel_sizes: (weights_of(channels, kernel_sizes), rule(kernel_sizes))


STACK_COST_MISTAKES = (
    *declared(
        weighed,
        (
            (
                "the channels count once",
                lambda c, k: weights_of(c, k) // c,
                "Each of the C filters has a kernel for each of the C channels: C * C.",
            ),
            (
                "the channels are forgotten",
                lambda c, k: sum(n * n for n in k),
                "A layer has C * C kernels.",
            ),
            (
                "a bias for each filter is counted",
                lambda c, k: weights_of(c, k) + c * len(k),
                "Weights only: biases are left out here.",
            ),
            (
                "a kernel counts with its side alone",
                lambda c, k: c * c * sum(k),
                "A K x K kernel has K * K weights.",
            ),
            (
                "the sides are added before they are squared",
                lambda c, k: c * c * sum(k) ** 2,
                "Each layer has K * K weights a kernel: square first, then add.",
            ),
            (
                "the layers are multiplied",
                lambda c, k: c * c * prod(n * n for n in k),
                "The layers stand one after the other: their weights add up.",
            ),
            (
                "only the last layer is counted",
                lambda c, k: weights_of(c, k[-1:]),
                "Add up the weights of all layers: a return inside the loop ends it, and = forgets what was added.",
            ),
            (
                "all layers are taken to be as the first",
                lambda c, k: c * c * k[0] ** 2 * len(k),
                "Each layer has a kernel size of its own.",
            ),
            (
                "the channels are doubled where they are squared",
                lambda c, k: 2 * c * sum(n * n for n in k),
                "C filters with C channels each: C * C, not C + C.",
            ),
            (
                "the channels are squared in every layer anew",
                lambda c, k: sum(c ** (2 * (i + 1)) * n * n for i, n in enumerate(k)),
                "Every layer has C channels in and C out: C * C each.",
            ),
        ),
    ),
    *declared(
        seen,
        (
            ("the kernel sizes are added up", sum, "Neighbouring windows overlap: a layer adds K - 1 cells."),
            ("the kernel sizes are multiplied", prod, "Neighbouring windows overlap: a layer adds K - 1 cells."),
            (
                "the field starts at 0",
                lambda k: sum(n - 1 for n in k),
                "A cell sees itself: start at 1.",
            ),
            ("only the largest kernel counts", max, "Every layer adds K - 1 cells."),
            (
                "all fields are taken to be as the first layer's",
                lambda k: 1 + (k[0] - 1) * len(k),
                "Each layer has a kernel size of its own.",
            ),
            (
                "a layer adds half its kernel",
                lambda k: 1 + sum(n // 2 for n in k),
                "The window reaches to both sides: a layer adds K - 1 cells.",
            ),
            (
                "the field is squared",
                lambda k: field_of(k) ** 2,
                "The field is a length, in one direction: 5 for a 5 x 5 window.",
            ),
        ),
    ),
    Mistake(
        "only the first layer is counted",
        lambda channels, kernel_sizes: (weights_of(channels, kernel_sizes[:1]), field_of(kernel_sizes)),
        "All layers count, for the weights and for the field: a `return` inside the loop ends it.",
        (
            lambda channels, kernel_sizes: (weights_of(channels, kernel_sizes[:1]), field_of(kernel_sizes[:1])),
            lambda channels, kernel_sizes: (weights_of(channels, kernel_sizes), field_of(kernel_sizes[:1])),
        ),
    ),
    Mistake(
        "only the weights are returned",
        weights_of,
        "Return the pair (weights, field).",
    ),
    Mistake(
        "the field comes before the weights",
        lambda channels, kernel_sizes: (field_of(kernel_sizes), weights_of(channels, kernel_sizes)),
        "Return (weights, field), in this order.",
    ),
)


def shrunk(size: int, k: int, less: int | None = None, fits: Callable[[int, int], bool] = lambda n, k: n >= k):
    """Go on while the kernel fits, with a wrong step or a wrong condition."""
    sizes: list[int] = []
    while fits(size, k) and len(sizes) < 100:
        size -= k - 1 if less is None else less
        sizes.append(size)
    return sizes


SHRINKING_SIZES_MISTAKES = declared(
    lambda rule: lambda size, kernel_size: rule(size, kernel_size),
    (
        (
            "the input's size is listed, too",
            lambda n, k: [n, *shrunk(n, k)],
            "The list begins with the size after the first layer.",
        ),
        (
            "the input's size is listed, and the last size is not",
            lambda n, k: [n, *shrunk(n, k)][:-1],
            "Append the size after the layer, not before it.",
        ),
        (
            "a layer takes off the whole kernel",
            lambda n, k: shrunk(n, k, k),
            "A kernel of K fits at size - K + 1 positions: a layer takes off K - 1.",
        ),
        (
            "a layer takes off one cell more than the kernel has",
            lambda n, k: shrunk(n, k, k + 1),
            "A kernel of K fits at size - K + 1 positions: a layer takes off K - 1.",
        ),
        (
            "a layer takes off half the kernel",
            lambda n, k: shrunk(n, k, k // 2),
            "A kernel of K fits at size - K + 1 positions: it takes off K // 2 on both sides, K - 1 in all.",
        ),
        (
            "a kernel as large as its input is taken not to fit",
            lambda n, k: shrunk(n, k, fits=lambda n, k: n > k),
            "It fits once, and its output has one cell: >=, not >.",
        ),
        (
            "the kernel is laid on an input that is one cell too small",
            lambda n, k: shrunk(n, k, fits=lambda n, k: n >= k - 1),
            "A kernel that is larger than its input does not fit: stop when the size is below K.",
        ),
        (
            "the layers go on until nothing is left",
            lambda n, k: shrunk(n, k, fits=lambda n, k: n > 0),
            "Stop when the size is below K: no window fits then.",
        ),
        (
            "the layers go on while the size is above 1",
            lambda n, k: shrunk(n, k, fits=lambda n, k: n > 1),
            "Stop when the size is below K: no window fits then.",
        ),
        (
            "the number of layers is returned",
            lambda n, k: len(shrunk(n, k)),
            "Return the list of sizes; its length is the number of layers.",
        ),
        (
            "only the last size is returned",
            lambda n, k: shrunk(n, k)[-1] if shrunk(n, k) else n,
            "Return the list of all sizes.",
            lambda n, k: shrunk(n, k)[-1:],
        ),
        (
            "only the first layer is listed",
            lambda n, k: shrunk(n, k)[:1],
            "The return belongs behind the loop, not into it.",
        ),
        (
            "the list begins at the last layer",
            lambda n, k: shrunk(n, k)[::-1],
            "The first entry is the size after the first layer.",
        ),
        (
            "five layers are listed in any case",
            lambda n, k: [n - i * (k - 1) for i in range(1, 6)],
            "Go on while the kernel fits, and no longer.",
        ),
        (
            "every layer halves the size",
            lambda n, k: shrunk_by_half(n, k),
            "At stride 1 a layer takes off K - 1 cells, whatever the size.",
        ),
    ),
)


def shrunk_by_half(size: int, k: int) -> list[int]:
    """Halve while the kernel fits."""
    sizes = []
    while size >= k:
        size //= 2
        sizes.append(size)
    return sizes


def left_over(rule: Callable[[int, int, int, int], Any]) -> Callable[..., Any]:
    """Give a rule the signature of unread_cells."""
    return lambda size, kernel_size, stride=1, padding=0: rule(size, kernel_size, stride, padding)


def remainder(n: int, k: int, s: int, p: int) -> int:
    """Return the cells of the padded input behind the last window."""
    return (n + 2 * p - k) % s


def gaps(n: int, k: int, s: int, p: int) -> int:
    """Count every cell of the input that no window reads, between windows too."""
    read = {i * s + j - p for i in range((n + 2 * p - k) // s + 1) for j in range(k)}
    return len(set(range(n)) - read)


UNREAD_CELLS_MISTAKES = declared(
    left_over,
    (
        (
            "cells of the padding are counted",
            remainder,
            "First the padding at the end goes unread. Take it off: max(rest - padding, 0).",
        ),
        (
            "the padding is ignored",
            lambda n, k, s, p: remainder(n, k, s, 0),
            "The windows lie in the padded input of size + 2 * padding cells.",
        ),
        (
            "the padding is counted once",
            lambda n, k, s, p: (n + p - k) % s,
            "The padded input has size + 2 * padding cells: on the padding at its end one more window may lie.",
        ),
        (
            "a negative number is kept",
            lambda n, k, s, p: remainder(n, k, s, p) - p,
            "Where only padding goes unread, the answer is 0: max(rest - padding, 0).",
        ),
        (
            "both paddings are taken off",
            lambda n, k, s, p: max(remainder(n, k, s, p) - 2 * p, 0),
            "Only the padding at the end lies behind the last window: take it off once.",
            lambda n, k, s, p: remainder(n, k, s, p) - 2 * p,
        ),
        (
            "the kernel is forgotten",
            lambda n, k, s, p: max((n + 2 * p) % s - p, 0),
            "The last window starts at a multiple of the stride and ends kernel_size cells later.",
            lambda n, k, s, p: n % s,
            lambda n, k, s, p: (n + 2 * p) % s,
        ),
        (
            "the last window is taken to end where the next would start",
            lambda n, k, s, p: max(n + p - ((n + 2 * p - k) // s + 1) * s, 0),
            "The last window starts at (windows - 1) * stride and ends kernel_size cells later.",
            lambda n, k, s, p: n - ((n + 2 * p - k) // s + 1) * s,
        ),
        (
            "the sign of a negative number is dropped",
            lambda n, k, s, p: abs(remainder(n, k, s, p) - p),
            "Where only padding goes unread, the answer is 0: max(rest - padding, 0).",
        ),
        (
            "the size is divided by the kernel",
            lambda n, k, s, p: max((n + 2 * p) % k - p, 0),
            "Windows start every `stride` cells and may overlap.",
        ),
        (
            "windows are taken to lie side by side",
            lambda n, k, s, p: max(n + 2 * p - ((n + 2 * p - k) // s + 1) * k - p, 0),
            "The last window starts at (windows - 1) * stride and ends kernel_size cells later.",
            lambda n, k, s, p: n - ((n + 2 * p - k) // s + 1) * k,
        ),
        (
            "the cells that are read are counted",
            lambda n, k, s, p: n - max(remainder(n, k, s, p) - p, 0),
            "Those behind the last window are asked for.",
        ),
        (
            "the windows are counted",
            lambda n, k, s, p: (n + 2 * p - k) // s + 1,
            "That is the output size. The cells behind the last window are asked for.",
        ),
        (
            "the fraction of a window is returned",
            lambda n, k, s, p: ((n + 2 * p - k) / s) % 1,
            "14.5 windows are 14 and half a stride: count the cells, with %.",
        ),
        (
            "the cells that the next window lacks are counted",
            lambda n, k, s, p: (-(n + 2 * p - k)) % s,
            "Not what a further window would need, but what the last one leaves: rest, not stride - rest.",
        ),
        (
            "cells between the windows are counted",
            gaps,
            "With a stride above kernel_size there are gaps, too. Here only the cells behind the last window count.",
        ),
        (
            "True or False is returned",
            lambda n, k, s, p: max(remainder(n, k, s, p) - p, 0) > 0,
            "Return how many cells there are.",
            lambda n, k, s, p: remainder(n, k, s, p) > 0,
            lambda n, k, s, p: remainder(n, k, s, 0) > 0,
        ),
        (
            "one cell is counted too many",
            lambda n, k, s, p: max((n + 2 * p - k + 1) % s - p, 0),
            "The last window may start at size + 2 * padding - kernel_size: no + 1 here.",
        ),
        (
            "one cell is counted too few",
            lambda n, k, s, p: max((n + 2 * p - k - 1) % s - p, 0),
            "The last window may start at size + 2 * padding - kernel_size: no - 1 here.",
        ),
    ),
)
