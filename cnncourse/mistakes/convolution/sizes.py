"""Mistakes in output_size and same_padding."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from cnncourse import shapes
from cnncourse.mistakes import Mistake, declared
from cnncourse.shapes import pair


def arithmetic(rule: Callable[..., float]) -> Callable[..., Any]:
    """Give a rule for one direction the signature of output_size, pairs included."""

    def answer(size, kernel_size, stride=1, padding=0, dilation=1):
        given = (size, kernel_size, stride, padding, dilation)
        if not any(isinstance(value, tuple | list) for value in given):
            return rule(*given)
        return tuple(rule(*one) for one in zip(*(pair(value, minimum=0) for value in given), strict=True))

    return answer


def on_pairs(choose: Callable[[tuple, tuple], Any]) -> Callable[..., Any]:
    """Be right for ints; for pairs, let `choose` spoil the sizes of (vertical, horizontal)."""

    def answer(size, kernel_size, stride=1, padding=0, dilation=1):
        right = shapes.output_size(size, kernel_size, stride, padding, dilation)
        return choose(right, pair(size)) if isinstance(right, tuple) else right

    return answer


def mixed_up(size, kernel_size, stride=1, padding=0, dilation=1):
    """Read the pairs of stride, padding and dilation as (horizontal, vertical)."""
    return (
        shapes.output_size(size, kernel_size, pair(stride)[::-1], pair(padding, minimum=0)[::-1], pair(dilation)[::-1])
        if isinstance(size, tuple)
        else shapes.output_size(size, kernel_size, stride, padding, dilation)
    )


def on_ints(size, kernel_size, stride=1, padding=0, dilation=1):
    """Calculate with whatever comes."""
    return (size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1


def asked_of_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Handle pairs only where the size is one."""
    answer = on_ints if isinstance(size, int) else shapes.output_size
    return answer(size, kernel_size, stride, padding, dilation)


OUTPUT_SIZE_MISTAKES = declared(
    arithmetic,
    (
        (
            "the division is rounded up",
            lambda n, k, s, p, d: ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1,
            "A window that does not fit is dropped: use floor division, `//`.",
        ),
        (
            "the division is rounded to the nearest",
            lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s) + 1,
            "A window that does not fit is dropped: use floor division, `//`.",
            lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s + 1),
        ),
        (
            "the division is not rounded",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1,
            "Half a window does not count. Use floor division, `//`, which also keeps the result an int.",
        ),
        (
            "the first window is not counted",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) // s,
            "The quotient counts the steps; there is one window more than steps.",
        ),
        (
            "the one is added before the division",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s,
            "Divide first, then add the first window: (...) // stride + 1.",
        ),
        (
            "the padding is counted once",
            lambda n, k, s, p, d: (n + p - d * (k - 1) - 1) // s + 1,
            "Padding lies on both sides: add 2 * padding.",
        ),
        (
            "the padding is subtracted",
            lambda n, k, s, p, d: (n - 2 * p - d * (k - 1) - 1) // s + 1,
            "Padding makes the input larger: add 2 * padding.",
        ),
        (
            "the padding is ignored",
            lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1,
            "The input grows by 2 * padding.",
        ),
        (
            "the stride is ignored",
            lambda n, k, s, p, d: n + 2 * p - d * (k - 1),
            "Windows start every `stride` cells: divide by it.",
        ),
        (
            "the dilation is ignored",
            lambda n, k, s, p, d: (n + 2 * p - k) // s + 1,
            "A dilated kernel spans dilation * (kernel_size - 1) + 1 cells.",
        ),
        (
            "the dilation is taken for the gap between taps",
            lambda n, k, s, p, d: (n + 2 * p - (d + 1) * (k - 1) - 1) // s + 1,
            "Taps lie `dilation` cells apart, so dilation 1 means no gap.",
        ),
        (
            "the dilated kernel is taken to span dilation * kernel_size cells",
            lambda n, k, s, p, d: (n + 2 * p - d * k) // s + 1,
            "There are kernel_size - 1 steps between kernel_size taps: dilation * (kernel_size - 1) + 1 cells.",
        ),
        (
            "the dilated kernel is taken to span dilation * (kernel_size - 1) cells",
            lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s + 1,
            "kernel_size - 1 steps lie between the taps; the first tap is a cell of its own: + 1.",
        ),
        (
            "the dilation is added once",
            lambda n, k, s, p, d: (n + 2 * p - k - d + 1) // s + 1,
            "Every one of the kernel_size - 1 steps grows: dilation * (kernel_size - 1) + 1 cells.",
        ),
        (
            "the padding is added after the division",
            lambda n, k, s, p, d: (n - d * (k - 1) - 1) // s + 1 + 2 * p,
            "The windows lie in the padded input: add 2 * padding before you divide.",
        ),
        (
            "only the 1 is divided by the stride",
            lambda n, k, s, p, d: n + 2 * p - d * (k - 1) - 1 // s + 1,
            "Division comes before subtraction: put the numerator into brackets.",
        ),
    ),
) + (
    Mistake(
        "the vertical size serves both directions",
        on_pairs(lambda right, size: (right[0], right[0])),
        "Compute the second size from the second entries.",
    ),
    Mistake(
        "the pair is returned as (horizontal, vertical)",
        on_pairs(lambda right, size: right[::-1]),
        "Pairs are (vertical, horizontal), in arguments and in the result.",
    ),
    Mistake(
        "stride, padding and dilation are read as (horizontal, vertical)",
        mixed_up,
        "Pairs are (vertical, horizontal).",
    ),
    Mistake(
        "pairs are not handled",
        on_ints,
        "Each argument may be a pair (vertical, horizontal): compute the two directions one after the other.",
    ),
    Mistake(
        "only the size is asked whether it is a pair",
        asked_of_size,
        "Any argument may be the pair while the others are ints: make a pair of each before you calculate.",
    ),
    Mistake(
        "a pair is returned for ints too",
        lambda size, kernel_size, stride=1, padding=0, dilation=1: shapes.output_size(
            pair(size), kernel_size, stride, padding, dilation
        ),
        "If all arguments are ints, return an int.",
    ),
    Mistake(
        "the two sizes are multiplied",
        on_pairs(lambda right, size: right[0] * right[1]),
        "Return the pair (OH, OW).",
    ),
)  # fmt: skip


def total_padding(size: int, kernel_size: int, stride: int, dilation: int) -> int:
    """Return before + after, which may come out negative."""
    return (-(-size // stride) - 1) * stride + dilation * (kernel_size - 1) + 1 - size


def split(rule: Callable[[int], Any]) -> Callable[..., Any]:
    """Split the right total wrongly."""

    def answer(size, kernel_size, stride=1, dilation=1):
        return rule(max(total_padding(size, kernel_size, stride, dilation), 0))

    return answer


def halved(total: Callable[..., int]) -> Callable[..., tuple[int, int]]:
    """Split a wrong total rightly."""

    def answer(size, kernel_size, stride=1, dilation=1):
        cells = total(size, kernel_size, stride, dilation)
        return cells // 2, cells - cells // 2

    return answer


SAME_PADDING_MISTAKES = (
    Mistake(
        "the output has size // stride + 1 cells",
        halved(lambda size, k, s, d: max(size // s * s + d * (k - 1) + 1 - size, 0)),
        'With "same" the output has ceil(size / stride) cells: -(-size // stride), not one more where it divides.',
    ),
    Mistake(
        "both sides get the same, rounded down",
        split(lambda total: (total // 2, total // 2)),
        "An odd total leaves one cell over: it goes to the end (the bottom, the right).",
    ),
    Mistake(
        "both sides get the same, rounded up",
        split(lambda total: (-(-total // 2), -(-total // 2))),
        "An odd total leaves one cell over, and only the end gets it.",
    ),
    Mistake(
        "the extra cell goes to the beginning",
        split(lambda total: (total - total // 2, total // 2)),
        "The extra cell goes to the end (the bottom, the right).",
    ),
    Mistake(
        "all of it goes to the end",
        split(lambda total: (0, total)),
        "Half of it goes before the input: total // 2.",
    ),
    Mistake(
        "the total is returned",
        split(lambda total: total),
        "Return the pair (before, after).",
    ),
    Mistake(
        "the stride is ignored",
        halved(lambda n, k, s, d: d * (k - 1)),
        "With a stride the last window may end earlier: (OH - 1) * stride + extent - size cells are missing.",
    ),
    Mistake(
        "the dilation is ignored",
        halved(lambda n, k, s, d: max(total_padding(n, k, s, 1), 0)),
        "A dilated kernel spans dilation * (kernel_size - 1) + 1 cells.",
    ),
    Mistake(
        "a negative total is kept",
        halved(total_padding),
        "Where the windows need less than the input has, nothing is padded: max(total, 0).",
    ),
    Mistake(
        "the output size is rounded down",
        halved(lambda n, k, s, d: max((n // s - 1) * s + d * (k - 1) + 1 - n, 0)),
        'With "same" the output has ceil(size / stride) cells.',
    ),
    Mistake(
        "both sides get kernel_size // 2",
        lambda size, kernel_size, stride=1, dilation=1: (kernel_size // 2,) * 2,
        "That is right for odd kernels at stride 1 without dilation. Work out the total from what the windows need.",
    ),
    Mistake(
        "both sides get half of what stride 1 needs, rounded down",
        lambda size, kernel_size, stride=1, dilation=1: (dilation * (kernel_size - 1) // 2,) * 2,
        "Work out the total from what the windows need; an odd one leaves a cell over, for the end.",
    ),
    Mistake(
        "the total is halved into fractions",
        split(lambda total: (total / 2, total / 2)),
        "Cells are whole: total // 2 before, the rest after.",
    ),
    Mistake(
        "the total's sign is dropped",
        halved(lambda n, k, s, d: abs(total_padding(n, k, s, d))),
        "Where the windows need less than the input has, nothing is padded: max(total, 0).",
    ),
    Mistake(
        "the dilated kernel is taken to span dilation * kernel_size cells",
        halved(lambda n, k, s, d: max(total_padding(n, k, s, d) + d - 1, 0)),
        "A dilated kernel spans dilation * (kernel_size - 1) + 1 cells.",
    ),
    Mistake(
        "the output is taken to be as large as the input",
        halved(lambda n, k, s, d: (n - 1) * s + d * (k - 1) + 1 - n),
        'With "same" the output has ceil(size / stride) cells.',
    ),
    Mistake(
        "the first window is counted as a step",
        halved(lambda n, k, s, d: max(total_padding(n, k, s, d) + s, 0)),
        "OH windows are OH - 1 steps apart: (OH - 1) * stride.",
    ),
    Mistake(
        "the first cell of the kernel is not counted",
        halved(lambda n, k, s, d: max(total_padding(n, k, s, d) - 1, 0)),
        "The kernel spans dilation * (kernel_size - 1) + 1 cells.",
    ),
    Mistake(
        "the half is rounded to the nearest even number",
        split(lambda total: (round(total / 2), total - round(total / 2))),
        "round(0.5) is 0 and round(1.5) is 2. Use total // 2.",
    ),
)
