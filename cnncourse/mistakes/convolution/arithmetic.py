"""Mistakes in output_size, same_padding, parameter_count, mac_count and receptive_field."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, prod
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


PARAMETER_COUNT_MISTAKES = tuple(
    Mistake(
        name,
        lambda c_in, c_out, kernel_size, groups=1, bias=True, rule=rule: rule(
            c_in, c_out, pair(kernel_size), groups, bias
        ),
        message,
    )
    for name, rule, message in (
        (
            "the bias is left out",
            lambda c, f, k, g, b: f * c // g * k[0] * k[1],
            "One bias for each filter, when bias is true.",
        ),
        (
            "the bias is always counted",
            lambda c, f, k, g, b: f * c // g * k[0] * k[1] + f,
            "With bias=False the layer has weights only.",
        ),
        (
            "every two-dimensional kernel gets a bias of its own",
            lambda c, f, k, g, b: f * c // g * (k[0] * k[1] + b),
            "The bias is added after the sum over the channels: one for each filter.",
        ),
        (
            "the layer has one bias in all",
            lambda c, f, k, g, b: f * c // g * k[0] * k[1] + b,
            "One bias for each filter, c_out in all.",
        ),
        (
            "the bias is counted for each input channel",
            lambda c, f, k, g, b: f * c // g * k[0] * k[1] + b * c,
            "One bias for each filter, c_out in all.",
        ),
        (
            "the input channels are forgotten",
            lambda c, f, k, g, b: f * k[0] * k[1] + b * f,
            "A filter has a kernel for each input channel of its group.",
        ),
        (
            "the filters are forgotten",
            lambda c, f, k, g, b: c // g * k[0] * k[1] + b,
            "There are c_out filters.",
        ),
        (
            "the kernel counts with its height alone",
            lambda c, f, k, g, b: f * c // g * k[0] + b * f,
            "A kernel has KH * KW weights.",
        ),
        (
            "the kernel's height is squared",
            lambda c, f, k, g, b: f * c // g * k[0] ** 2 + b * f,
            "A kernel has KH * KW weights; the two may differ.",
        ),
        (
            "the groups are ignored",
            lambda c, f, k, g, b: f * c * k[0] * k[1] + b * f,
            "With groups a filter sees c_in / groups channels.",
        ),
        (
            "the groups divide the filters too",
            lambda c, f, k, g, b: (f // g) * (c // g) * k[0] * k[1] + b * f,
            "Each of the groups has c_out / groups filters: over all groups that is c_out again.",
        ),
        (
            "the groups multiply",
            lambda c, f, k, g, b: f * c * k[0] * k[1] * g + b * f,
            "Groups make the layer smaller: a filter sees c_in / groups channels.",
        ),
        (
            "the groups divide the bias too",
            lambda c, f, k, g, b: (f * c * k[0] * k[1] + b * f) // g,
            "Every filter keeps its bias; only its number of channels shrinks.",
        ),
        (
            "the kernel's sides are added",
            lambda c, f, k, g, b: f * c // g * (k[0] + k[1]) + b * f,
            "A kernel has KH * KW weights.",
        ),
        (
            "only one filter's weights are counted",
            lambda c, f, k, g, b: c // g * k[0] * k[1] + b * f,
            "There are c_out filters, each with weights of its own.",
        ),
        (
            "without bias the result is 0",
            lambda c, f, k, g, b: f * c // g * k[0] * k[1] + f if b else 0,
            "`a + b if bias else 0` is read as `(a + b) if bias else 0`: put brackets around `b if bias else 0`.",
        ),
    )
)  # fmt: skip

MAC_COUNT_MISTAKES = tuple(
    Mistake(
        name,
        lambda c_in, c_out, kernel_size, output_size, groups=1, rule=rule: rule(
            c_in, c_out, pair(kernel_size), pair(output_size), groups
        ),
        message,
    )
    for name, rule, message in (
        (
            "the output positions are forgotten",
            lambda c, f, k, o, g: f * c // g * k[0] * k[1],
            "That is the number of weights. Each is used once at every output position.",
        ),
        (
            "the output counts with its height alone",
            lambda c, f, k, o, g: f * c // g * k[0] * k[1] * o[0],
            "There are OH * OW output positions.",
        ),
        (
            "the output's height is squared",
            lambda c, f, k, o, g: f * c // g * k[0] * k[1] * o[0] ** 2,
            "There are OH * OW output positions; the two may differ.",
        ),
        (
            "a multiply-add counts twice",
            lambda c, f, k, o, g: 2 * f * c // g * k[0] * k[1] * o[0] * o[1],
            "Here one multiplication with its addition counts one (papers often call this a FLOP, too).",
        ),
        (
            "the bias is counted",
            lambda c, f, k, o, g: f * (c // g * k[0] * k[1] + 1) * o[0] * o[1],
            "The bias is added without a multiplication and is not counted.",
        ),
        (
            "the input channels are forgotten",
            lambda c, f, k, o, g: f * k[0] * k[1] * o[0] * o[1],
            "Every output value sums over the input channels of its group.",
        ),
        (
            "the filters are forgotten",
            lambda c, f, k, o, g: c // g * k[0] * k[1] * o[0] * o[1],
            "There are c_out output maps.",
        ),
        (
            "the kernel counts with its height alone",
            lambda c, f, k, o, g: f * c // g * k[0] * o[0] * o[1],
            "A kernel has KH * KW taps.",
        ),
        (
            "the kernel's height is squared",
            lambda c, f, k, o, g: f * c // g * k[0] ** 2 * o[0] * o[1],
            "A kernel has KH * KW taps; the two may differ.",
        ),
        (
            "the groups are ignored",
            lambda c, f, k, o, g: f * c * k[0] * k[1] * o[0] * o[1],
            "With groups a filter sees c_in / groups channels.",
        ),
        (
            "the groups divide the filters too",
            lambda c, f, k, o, g: (f // g) * (c // g) * k[0] * k[1] * o[0] * o[1],
            "Over all groups there are c_out filters again.",
        ),
        (
            "the groups multiply",
            lambda c, f, k, o, g: f * c * k[0] * k[1] * o[0] * o[1] * g,
            "Groups make the layer cheaper: a filter sees c_in / groups channels.",
        ),
        (
            "the output's width is squared",
            lambda c, f, k, o, g: f * c // g * k[0] * k[1] * o[1] ** 2,
            "There are OH * OW output positions; the two may differ.",
        ),
        (
            "the kernel is forgotten",
            lambda c, f, k, o, g: f * c // g * o[0] * o[1],
            "Every output value sums over the KH * KW taps of each channel.",
        ),
        (
            "multiplications and additions are counted",
            lambda c, f, k, o, g: f * (2 * (c // g) * k[0] * k[1] - 1) * o[0] * o[1],
            "One multiplication with its addition counts one.",
        ),
        (
            "the bias is counted once for each filter",
            lambda c, f, k, o, g: f * c // g * k[0] * k[1] * o[0] * o[1] + f,
            "The bias is added without a multiplication and is not counted.",
        ),
    )
)  # fmt: skip


def field(start: int, reach: Callable[..., int], step: Callable[..., int]) -> Callable[[Any], int]:
    """Walk through the layers: r += reach(jump, k, s, d), then jump = step(jump, s)."""

    def answer(layers):
        r, jump = start, 1
        for k, s, d in layers:
            r += reach(jump, k, s, d)
            jump = step(jump, s)
        return r

    return answer


def times(jump: int, s: int) -> int:
    """Let the strides multiply up, as they do."""
    return jump * s


RIGHT_FIELD = field(1, lambda jump, k, s, d: (k - 1) * d * jump, times)


def dilated_jump(layers):
    """Let the dilations multiply up, too."""
    r, jump = 1, 1
    for k, s, d in layers:
        r, jump = r + (k - 1) * d * jump, jump * s * d
    return r


RECEPTIVE_FIELD_MISTAKES = (
    Mistake(
        "the kernel sizes are added up",
        field(0, lambda jump, k, s, d: k * d * jump, times),
        "Neighbouring windows overlap: a layer adds (kernel_size - 1) steps, to the one cell at the start.",
    ),
    Mistake(
        "the kernel sizes are multiplied",
        lambda layers: prod(k for k, _, _ in layers),
        "Neighbouring windows overlap: a layer adds (kernel_size - 1) steps.",
    ),
    Mistake(
        "the count starts at 0",
        field(0, lambda jump, k, s, d: (k - 1) * d * jump, times),
        "A single cell sees itself: start at 1.",
    ),
    Mistake(
        "the strides are ignored",
        field(1, lambda jump, k, s, d: (k - 1) * d, times),
        "After a stride, one step of a later layer is that many cells of the input.",
    ),
    Mistake(
        "a layer's own stride widens its own window",
        field(1, lambda jump, k, s, d: (k - 1) * d * jump * s, times),
        "A layer's stride sets how far apart its outputs lie; it counts for the layers after it.",
    ),
    Mistake(
        "only the stride of the layer before counts",
        field(1, lambda jump, k, s, d: (k - 1) * d * jump, lambda jump, s: s),
        "Strides multiply: two layers of stride 2 make steps of 4.",
    ),
    Mistake(
        "the strides are added, not multiplied",
        field(1, lambda jump, k, s, d: (k - 1) * d * jump, lambda jump, s: jump + s - 1 if jump > 1 else s),
        "Strides multiply: two layers of stride 2 make steps of 4, and 2 and 3 make 6.",
    ),
    Mistake(
        "the dilation is ignored",
        field(1, lambda jump, k, s, d: (k - 1) * jump, times),
        "The taps lie dilation steps apart.",
    ),
    Mistake(
        "the dilation is taken for the gap between taps",
        field(1, lambda jump, k, s, d: (k - 1) * (d + 1) * jump, times),
        "Taps lie `dilation` steps apart, so dilation 1 means no gap.",
    ),
    Mistake(
        "the layers are read from the last to the first",
        lambda layers: RIGHT_FIELD(list(layers)[::-1]),
        "The list begins at the input: the stride of layer 1 widens all later layers.",
    ),
    Mistake(
        "the dilated kernel is taken to span dilation * kernel_size cells",
        field(1, lambda jump, k, s, d: (d * k - 1) * jump, times),
        "There are kernel_size - 1 steps between kernel_size taps.",
    ),
    Mistake(
        "the kernel sizes are added up, whatever the strides and dilations",
        lambda layers: sum(k for k, _, _ in layers),
        "Neighbouring windows overlap: a layer adds (kernel_size - 1) steps, to the one cell at the start.",
    ),
    Mistake(
        "strides and dilations are ignored",
        lambda layers: 1 + sum(k - 1 for k, _, _ in layers),
        "A layer adds (kernel_size - 1) * dilation steps, each as long as the strides before it multiplied.",
    ),
    Mistake(
        "each stride is added to a jump that starts at 1",
        field(1, lambda jump, k, s, d: (k - 1) * d * jump, lambda jump, s: jump + s),
        "Strides multiply: jump = jump * stride.",
    ),
    Mistake(
        "the dilation widens the jump of later layers",
        dilated_jump,
        "Only strides widen the jump; a dilation counts for its own layer.",
    ),
    Mistake(
        "stride and dilation are exchanged",
        lambda layers: RIGHT_FIELD([(k, d, s) for k, s, d in layers]),
        "A layer is (kernel_size, stride, dilation), in this order.",
    ),
    Mistake(
        "only the last layer counts",
        lambda layers: [d * (k - 1) + 1 for k, _, d in layers][-1] if layers else 1,
        "Every layer adds its steps to the field: r = r + ..., not r = ...",
    ),
    Mistake(
        "the strides of all layers count for each",
        lambda layers: 1 + sum((k - 1) * d for k, _, d in layers) * prod(s for _, s, _ in layers),
        "A layer's steps are as long as the strides of the layers before it multiplied.",
    ),
    Mistake(
        "there is no answer without a layer",
        lambda layers: RIGHT_FIELD(layers) if layers[0] else 1,
        "Without any layer a cell sees itself: start with 1 and loop over all layers.",
    ),
)
