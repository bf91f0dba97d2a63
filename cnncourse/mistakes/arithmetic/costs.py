"""Mistakes in parameter_count, mac_count and receptive_field."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

from cnncourse.mistakes import Mistake
from cnncourse.shapes import pair

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
        (field(1, lambda jump, k, s, d: (k - 1) * d * s, times),),
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


FIELDS = (3, 5, 7, 11, 15)


def predictions(*changes: dict[int, float]) -> tuple[Callable[[], tuple[float, ...]], ...]:
    """Return answers that are right but for some of the five fields."""
    return tuple(partial(tuple, [change.get(i, right) for i, right in enumerate(FIELDS)]) for change in changes)


def slip(name: str, message: str, *changes: dict[int, float]) -> Mistake:
    """Make a mistake of one or several sets of wrong predictions."""
    first, *others = predictions(*changes)
    return Mistake(name, first, message, tuple(others))


PREDICT_FIELDS_MISTAKES = (
    slip(
        "the widths of the kernels are added up",
        "Neighbouring windows overlap: a layer adds 2 cells, not 3.",
        {1: 6, 2: 9},
        {1: 6, 2: 9, 3: 9, 4: 9},
    ),
    slip(
        "the widths of the kernels are multiplied",
        "Neighbouring windows overlap: a layer adds 2 cells.",
        {1: 9, 2: 27},
        {1: 9, 2: 27, 3: 27, 4: 27},
    ),
    slip(
        "the cell itself is not counted",
        "Each layer adds 2 cells to a field that begins with 1 cell.",
        {0: 2, 1: 4, 2: 6, 3: 10, 4: 14},
        {0: 2, 1: 4, 2: 6},
    ),
    slip(
        "every layer sees 3 cells of the input",
        "The second layer sees 3 cells of the first, and each of those sees 3 cells of the input.",
        {1: 3, 2: 3},
        {1: 3, 2: 3, 3: 3, 4: 3},
    ),
    slip(
        "each layer doubles what it adds",
        "At stride 1 without dilation every layer adds the same: 2 cells.",
        {1: 7, 2: 15},
    ),
    slip(
        "a layer adds one cell",
        "A window of 3 reaches one cell to the left and one to the right: each layer adds 2.",
        {1: 4, 2: 5},
        {1: 4, 2: 5, 3: 7, 4: 9},
    ),
    slip(
        "the stride is ignored",
        "After stride 2, neighbouring cells of the first layer lie 2 input cells apart: the later layers add 4 each.",
        {3: 7},
    ),
    slip(
        "the stride widens its own layer, too",
        "The first layer still reads 3 neighbouring cells. Its stride counts for the layers after it.",
        {3: 13},
    ),
    slip(
        "the field is doubled by the stride",
        "The first layer's 3 cells stay 3. Only what the later layers add is doubled: 3 + 4 + 4.",
        {3: 14},
    ),
    slip(
        "the stride counts for the next layer alone",
        "All layers after a stride take longer steps: 3 + 4 + 4.",
        {3: 9},
    ),
    slip(
        "the stride makes the field smaller",
        "A stride makes the output smaller; each cell of a later layer then stands for more of the input.",
        {3: 5},
        {3: 4},
        {3: 3.5},
    ),
    slip(
        "the dilations are ignored",
        "With dilation d, the outer taps lie d cells from the middle one: the layers add 2, 4 and 8.",
        {4: 7},
    ),
    slip(
        "the dilation is taken for the gap between taps",
        "Dilation 1 means no gap: the layers add 2, 4 and 8 cells.",
        {4: 21},
    ),
    slip(
        "the dilated spans are added up",
        "The spans are 3, 5 and 9, and each layer adds its span less one: 1 + 2 + 4 + 8.",
        {4: 17},
    ),
    slip(
        "only the widest dilation counts",
        "Every layer adds its part: 1 + 2 + 4 + 8.",
        {4: 9},
    ),
    slip(
        "the dilations multiply up as strides do",
        "A dilation counts for its own layer alone: 1 + 2 + 4 + 8.",
        {4: 23},
    ),
)
