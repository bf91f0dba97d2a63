"""Mistakes in conv2d; the first dozen occur in cross_correlate2d as well."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.convolution.calls import (
    Array,
    biased,
    by_cells,
    by_slices,
    by_windows,
    conv,
    counted,
    fit,
    layer,
    loops,
    pad,
    sizes,
    slip,
    within,
)


def filled(a: SimpleNamespace, mode: str) -> Array:
    """Pad with something else than zeros."""
    (v, h) = a.padding
    return conv(a, x=pad(a.x, v, v, h, h, mode), padding=0)


def rounded_up(a: SimpleNamespace) -> Array:
    """Keep the windows that hang over the bottom and right edge."""
    over = [
        -(size + 2 * p - d * (k - 1) - 1) % s
        for size, k, s, p, d in zip(a.x.shape[2:], a.weight.shape[2:], a.stride, a.padding, a.dilation, strict=True)
    ]
    return conv(a, padding=tuple((p, p + extra) for p, extra in zip(a.padding, over, strict=True)))


def shifted(a: SimpleNamespace) -> Array:
    """Start every window one cell late."""
    (v, h) = a.padding
    return conv(a, x=pad(pad(a.x, v, v, h, h)[:, :, 1:, 1:], 0, 1, 0, 1), padding=0)


def sized_by_k(a: SimpleNamespace) -> Array:
    """Compute the output size with k in place of d(k - 1) + 1."""
    reach = [(p, p + d * k) for p, d, k in zip(a.padding, a.dilation, a.weight.shape[2:], strict=True)]
    return fit(conv(a, padding=tuple(reach)), *sizes(a, dilation=1))


def last_blank(a: SimpleNamespace, bias: bool) -> Array:
    """Leave the last row and column of the output as they were allocated, with the bias or without."""
    y = unbiased(a)
    y[:, :, -1], y[:, :, :, -1] = 0, 0
    y = biased(a, y)
    if not bias:
        y[:, :, -1], y[:, :, :, -1] = 0, 0
    return y


def square(a: SimpleNamespace, side: int) -> dict[str, Any]:
    """Take KH (side 0) or KW (side 1) for both."""
    k = a.weight.shape[2 + side]
    extent = [d * (k - 1) + 1 for d in a.dilation]
    return {"kernel": (k, k), "size": counted(a, extent=extent)}


def ceiled(a: SimpleNamespace) -> tuple[int, int]:
    """Return the output size, rounded up."""
    steps = counted(a, stride=(1, 1))
    return -(-(steps[0] - 1) // a.stride[0]) + 1, -(-(steps[1] - 1) // a.stride[1]) + 1


def wider(a: SimpleNamespace) -> tuple[int, int]:
    """Return the dilation plus 1."""
    return a.dilation[0] + 1, a.dilation[1] + 1


def both(a: SimpleNamespace) -> tuple[int, int, int, int]:
    """Return (top, bottom, left, right)."""
    return a.padding[0], a.padding[0], a.padding[1], a.padding[1]


def half_wrapped(a: SimpleNamespace) -> Array:
    """Let negative indices wrap around; what lies beyond the end counts as 0."""
    x, (v, h) = pad(a.x, *both(a)), a.padding
    x[:, :, :v, h : -h or None], x[:, :, v : -v or None, :h] = a.x[:, :, -v or 9 :], a.x[..., -h or 9 :]
    x[:, :, :v, :h] = a.x[:, :, -v or 9 :, -h or 9 :]
    return conv(a, x=x, padding=0)


def cast_late(a: SimpleNamespace) -> Array:
    """Add the bias in place to an output of the input's dtype, which NumPy refuses for integers."""
    y = unbiased(a).astype(a.x.dtype)
    if a.bias is not None:
        trial = y[0, 0].copy()
        trial += a.bias[0]
    return biased(a, y)


def truncated_often(a: SimpleNamespace) -> Array:
    """Add each product to an output of the input's dtype."""
    y = np.zeros_like(unbiased(a), dtype=a.x.dtype)
    for c, p, q in np.ndindex(*a.weight.shape[1:]):
        weight = np.zeros_like(a.weight)
        weight[:, c, p, q] = a.weight[:, c, p, q]
        y = (y + conv(a, weight=weight, bias=None)).astype(a.x.dtype)
    return biased(a, y).astype(a.x.dtype)


def first_blank(a: SimpleNamespace) -> Array:
    """Leave the first row and column of the output as they were allocated."""
    y = conv(a)
    y[:, :, 0], y[..., 0] = 0, 0
    return y


def one_channel(a: SimpleNamespace, c: int) -> Array:
    """Look at one channel of each group alone."""
    return conv(a, x=a.x[:, c % a.weight.shape[1] :: a.weight.shape[1]], weight=a.weight[:, [c]])


def last_product(a: SimpleNamespace) -> Array:
    """Keep only the last product of each sum."""
    weight = np.zeros_like(a.weight)
    weight[:, -1, -1, -1] = a.weight[:, -1, -1, -1]
    return conv(a, weight=weight)


def first_map(y: Array) -> Array:
    """Fill only the first map of the first image."""
    out = np.zeros_like(y)
    out[0, 0] = y[0, 0]
    return out


def by_truth(a: SimpleNamespace) -> Array:
    """Ask a bias for its truth value."""
    return conv(a, bias=a.bias if a.bias is not None and bool(a.bias) else None)


def ungrouped(a: SimpleNamespace) -> Array:
    """Multiply windows of all channels with filters that have those of one group."""
    channels, (kh, kw) = a.x.shape[1], a.weight.shape[2:]
    if a.groups > 1:
        _ = np.zeros((channels, kh, kw)) * a.weight[0]
        return conv(a, weight=np.broadcast_to(a.weight, (len(a.weight), channels, kh, kw)), groups=1)
    return conv(a)


def too_many_channels(a: SimpleNamespace) -> Array:
    """Loop over all channels where a filter has those of one group."""
    _ = [a.weight[0, c] for c in range(a.x.shape[1])]
    return conv(a)


def by_number_of_groups(a: SimpleNamespace, cells: bool = False, one_group: bool = False) -> Array:
    """Take f // groups for the group of filter f, where there is one group as well or not."""
    c, maps = a.weight.shape[1], []
    for f, kernel in enumerate(a.weight):
        start = f // a.groups * c if a.groups > 1 or one_group else 0
        block = a.x[:, start : start + c]
        if block.shape[1] < c:
            _ = a.x[0, start + block.shape[1]] if cells else np.zeros((block.shape[1], *kernel.shape[1:])) * kernel
            block = np.zeros_like(a.x[:, :c])
        maps.append(conv(a, x=block, weight=kernel[None], bias=None, groups=1))
    return biased(a, np.concatenate(maps, axis=1))


def all_groups(a: SimpleNamespace) -> Array:
    """Let every filter read one group after the other, and add up."""
    n, _, h, w = a.x.shape
    return conv(a, x=a.x.reshape(n, a.groups, -1, h, w).sum(1), groups=1)


def stopping_early(a: SimpleNamespace) -> Array:
    """Start the window of (i, j) at i * stride, and end it as if it started at i."""
    b, channels, maps = slip(a, {}), a.weight.shape[1], len(a.weight) // a.groups
    (sv, sh), (dv, dh), (kh, kw) = b.stride, b.dilation, b.kernel
    for n, f, i, j in np.ndindex(*b.y.shape):
        first = f // maps * channels
        rows, columns = slice(i * sv, i + dv * (kh - 1) + 1, dv), slice(j * sh, j + dh * (kw - 1) + 1, dh)
        b.y[n, f, i, j] = np.sum(b.padded[n, first : first + channels, rows, columns] * a.weight[f])
    return biased(a, b.y)


def squared(a: SimpleNamespace) -> Array:
    """Loop over as many columns of the kernel as it has rows, or the reverse."""
    k = min(a.weight.shape[2:])
    return fit(conv(a, weight=a.weight[:, :, :k, :k]), *sizes(a))


def unbiased(a: SimpleNamespace) -> Array:
    """Leave the bias out."""
    return conv(a, bias=None)


def bias_last(a: SimpleNamespace) -> Array:
    """Add the bias along the last axis."""
    return unbiased(a) if a.bias is None else unbiased(a) + a.bias


def unsummed(a: SimpleNamespace) -> Array:
    """Keep one map for each input channel of a filter."""
    channel = range(a.weight.shape[1])
    step = a.weight.shape[1]
    maps = [conv(a, x=a.x[:, c::step], weight=a.weight[:, c : c + 1]) for c in channel]
    return np.stack(maps, axis=2)


def first_channel(a: SimpleNamespace) -> Array:
    """Look at the first channel alone."""
    return conv(a, x=a.x[:, :: a.weight.shape[1]], weight=a.weight[:, :1])


def taps(a: SimpleNamespace) -> int:
    """Count the products in one output value."""
    return prod(a.weight.shape[1:])


def first_sample(y: Array) -> Array:
    """Fill only the first image of the output."""
    out = np.zeros_like(y)
    out[0] = y[0]
    return out


def summed_batch(a: SimpleNamespace) -> Array:
    """Add up the images of the batch."""
    y = unbiased(a)
    return biased(a, np.broadcast_to(y.sum(0), y.shape))


def interleaved(a: SimpleNamespace) -> Array:
    """Deal the channels out to the groups like cards."""
    order = np.arange(a.x.shape[1]).reshape(-1, a.groups).T.ravel()
    return conv(a, x=a.x[:, order])


def dealt_filters(a: SimpleNamespace) -> Array:
    """Deal the filters out to the groups like cards."""
    c = a.weight.shape[1]
    maps = []
    for f, kernel in enumerate(a.weight):
        start = f % a.groups * c
        maps.append(conv(a, x=a.x[:, start : start + c], weight=kernel[None], bias=None, groups=1))
    return biased(a, np.concatenate(maps, axis=1))


def first_slice(a: SimpleNamespace) -> Array:
    """Let every group read the channels of the first."""
    return conv(a, x=np.concatenate([a.x[:, : a.weight.shape[1]]] * a.groups, axis=1))


def regrouped(a: SimpleNamespace, change: Callable[[Array], Array]) -> Array:
    """Change the order in which the outputs of the groups, (N, G, F/G, OH, OW), are joined."""
    y = conv(a)
    n, f, oh, ow = y.shape
    return change(y.reshape(n, a.groups, f // a.groups, oh, ow)).reshape(n, -1, oh, ow)


def as_if_contiguous(x: Array) -> Array:
    """Read the memory of a view as if it lay in one piece."""
    steps = [x.itemsize * prod(x.shape[i + 1 :]) for i in range(x.ndim)]
    return np.lib.stride_tricks.as_strided(x, x.shape, steps, writeable=False)


def overwriting(a: SimpleNamespace) -> Array:
    """Write into the input."""
    y = conv(a)
    a.x[...] = 0
    return y


def truncated(a: SimpleNamespace) -> Array:
    """Allocate the output with the input's dtype."""
    return conv(a).astype(a.x.dtype)


FLIPPED = (
    "the kernel is flipped along both axes",
    lambda a: conv(a, weight=a.weight[:, :, ::-1, ::-1]),
    "That is convolution as mathematics defines it. Deep learning computes cross-correlation: "
    "the kernel's first row lies on the window's first row.",
)
FLIPPED_ROWS = (
    "the rows of the kernel are reversed",
    lambda a: conv(a, weight=a.weight[:, :, ::-1]),
    "Only the rows run backwards. Row kh of the kernel multiplies row kh of the window.",
)
FLIPPED_COLUMNS = (
    "the columns of the kernel are reversed",
    lambda a: conv(a, weight=a.weight[:, :, :, ::-1]),
    "Only the columns run backwards. Column kw of the kernel multiplies column kw of the window.",
)
TRANSPOSED = (
    "the kernel is transposed",
    lambda a: conv(a, weight=a.weight.swapaxes(2, 3)),
    "The kernel's first axis, KH, runs down the rows; its second, KW, along the columns.",
)
LAST_LOST = (
    "the last window is left out",
    lambda a: conv(a)[:, :, :-1, :-1],
    "The range must include the last window: there are H - KH + 1 of them down, not H - KH.",
    lambda a: last_blank(a, bias=False),
    lambda a: last_blank(a, bias=True),
)
LATE = (
    "every window starts one cell late",
    shifted,
    "The first window starts at the first cell of the padded input, at index 0.",
    *loops(lambda a: {"late": 1}, by_windows, by_cells),
)
SQUARE_KERNEL = (
    "the kernel is taken for square",
    squared,
    "KH and KW may differ: loop over KH rows and KW columns.",
    *loops(lambda a: square(a, 0)),
    *loops(lambda a: square(a, 1)),
)
SQUARE_OUTPUT = (
    "the output is taken for square",
    lambda a: fit(conv(a), *[sizes(a)[0]] * 2),
    "OW follows from the width and KW, not from the height.",
)
AVERAGED = (
    "the products are averaged",
    lambda a: biased(a, unbiased(a) / taps(a)),
    "The products are summed. Nothing is divided.",
)
TRUNCATED = (
    "the result is stored in the integer type of the input",
    truncated,
    "An image of whole numbers times a kernel of fractions gives fractions. "
    "Allocate floats: np.zeros(shape) without a dtype, or with np.result_type of both.",
    cast_late,
    truncated_often,
)
NOT_CONTIGUOUS = (
    "a view is read as if its memory were contiguous",
    lambda a: conv(a, x=as_if_contiguous(a.x)),
    "A view can skip cells of its memory. Take x.strides of the array itself, or index it.",
)
OVERWRITTEN = (
    "the input is overwritten",
    overwriting,
    "The caller still needs it. Write into an array of your own.",
)


CONV2D_MISTAKES = declared(
    layer,
    (
        FLIPPED, FLIPPED_ROWS, FLIPPED_COLUMNS, TRANSPOSED, LAST_LOST, LATE, SQUARE_KERNEL,
        SQUARE_OUTPUT, AVERAGED, TRUNCATED, NOT_CONTIGUOUS, OVERWRITTEN,
        (
            "the height is computed with the horizontal stride and padding, and the width with the vertical ones",
            lambda a: fit(conv(a), *sizes(a, stride=a.stride[::-1], padding=a.padding[::-1])),
            "Height comes from H, KH and the vertical stride and padding; width from the horizontal ones.",
            *loops(lambda a: {"size": counted(a, stride=a.stride[::-1], padding=a.padding[::-1])}),
            *loops(lambda a: {"size": counted(a, stride=a.stride[::-1])}),
        ),
        (
            "the output's height and width are swapped",
            lambda a: conv(a).swapaxes(2, 3),
            "The layout is (N, F, OH, OW): rows before columns.",
        ),
        (
            "the stride is ignored",
            lambda a: conv(a, stride=1),
            "The window of output (oh, ow) starts at row oh * stride, column ow * stride.",
        ),
        (
            "the stride sets the output's size but not where the windows start",
            lambda a: fit(conv(a, stride=1), *sizes(a)),
            "The window of output (oh, ow) starts at row oh * stride, not at row oh.",
        ),
        (
            "the two strides are swapped",
            lambda a: conv(a, stride=a.stride[::-1]),
            "A stride pair is (vertical, horizontal): the first value moves the window down.",
            *loops(lambda a: {"stride": a.stride[::-1]}, by_windows, by_cells, by_slices, within),
        ),
        (
            "the vertical stride serves both directions",
            lambda a: conv(a, stride=a.stride[0]),
            "The second value of the pair is the horizontal stride.",
            *loops(lambda a: {"stride": a.stride[:1] * 2}),
        ),
        (
            "the horizontal stride serves both directions",
            lambda a: conv(a, stride=a.stride[1]),
            "The first value of the pair is the vertical stride.",
            *loops(lambda a: {"stride": a.stride[1:] * 2}),
        ),
        (
            "the padding is ignored",
            lambda a: conv(a, padding=0),
            "Padding adds that many rows and columns of zeros on each side before the first window.",
        ),
        (
            "the two paddings are swapped",
            lambda a: conv(a, padding=a.padding[::-1]),
            "A padding pair is (vertical, horizontal): the first value pads top and bottom.",
            *loops(lambda a: {"padding": a.padding[::-1]}, by_windows, by_cells, by_slices, within),
        ),
        (
            "padding is added at the top and left only",
            lambda a: conv(a, padding=tuple((p, 0) for p in a.padding)),
            "The zeros go on both sides: 2 * padding more rows in all.",
        ),
        (
            "all the padding lies at the top and left",
            lambda a: conv(a, padding=tuple((2 * p, 0) for p in a.padding)),
            "Half of it belongs to the bottom and the right: `padding` cells on each side.",
        ),
        (
            "all the padding lies at the bottom and right",
            lambda a: conv(a, padding=tuple((0, 2 * p) for p in a.padding)),
            "Half of it belongs to the top and the left: `padding` cells on each side.",
        ),
        (
            "the border is padded with copies of the edge",
            lambda a: filled(a, "edge"),
            "Convolution pads with zeros (np.pad's default mode, 'constant').",
        ),
        (
            "the border is padded with the image's reflection",
            lambda a: filled(a, "reflect"),
            "Convolution pads with zeros (np.pad's default mode, 'constant').",
        ),
        (
            "the output size is rounded up",
            rounded_up,
            "Windows that do not fit are dropped: the division rounds down.",
            *loops(lambda a: {"size": ceiled(a)}, by_windows, by_cells, by_slices),
        ),
        (
            "the dilation is ignored",
            lambda a: conv(a, dilation=1),
            "Neighbouring taps of the kernel lie `dilation` cells apart in the image.",
        ),
        (
            "the dilation is taken for the gap between taps",
            lambda a: conv(a, dilation=tuple(d + 1 for d in a.dilation)),
            "Taps lie `dilation` cells apart, so dilation 1 means no gap.",
            lambda a: within(a, dilation=wider(a), size=counted(a, dilation=wider(a))),
            *loops(lambda a: {"dilation": wider(a)}),
        ),
        (
            "the two dilations are swapped",
            lambda a: conv(a, dilation=a.dilation[::-1]),
            "A dilation pair is (vertical, horizontal).",
            *loops(lambda a: {"dilation": a.dilation[::-1]}),
        ),
        (
            "the output size is computed with k, not with the dilated kernel's extent d(k - 1) + 1",
            sized_by_k,
            "A dilated kernel spans dilation * (KH - 1) + 1 rows; that is what must fit.",
            *loops(lambda a: {"size": counted(a, extent=a.weight.shape[2:])}, by_windows, by_cells),
        ),
        (
            "the input channels are not summed",
            unsummed,
            "One filter spans all channels of its group and gives one map: sum over the channels too.",
        ),
        (
            "the input channels are averaged",
            lambda a: biased(a, unbiased(a) / a.weight.shape[1]),
            "The channels are summed. Nothing is divided.",
        ),
        (
            "only the first input channel is read",
            first_channel,
            "Sum over all C input channels: weight[f, c] meets x[n, c].",
        ),
        ("the bias is left out", unbiased, "Add bias[f] to every cell of output map f, when bias is not None."),
        (
            "the bias is added once for each product",
            lambda a: biased(a, unbiased(a), taps(a)),
            "Add it once, after the sum, not inside the innermost loop.",
        ),
        (
            "the bias is added once for each channel",
            lambda a: biased(a, unbiased(a), a.weight.shape[1]),
            "Add it once, after the sum over the channels, not inside it.",
        ),
        (
            "the bias runs along the last axis",
            bias_last,
            "There is one bias for each filter: reshape it to (1, F, 1, 1).",
        ),
        (
            "an activation is applied",
            lambda a: np.maximum(conv(a), 0),
            "The activation is a layer of its own. A convolution may well be negative.",
        ),
        (
            "only the first image of the batch is computed",
            lambda a: first_sample(conv(a)),
            "Every image of the batch is convolved: loop over N, or let NumPy do it.",
        ),
        (
            "every image of the batch gets the first one's output",
            lambda a: conv(a)[:1].repeat(len(a.x), axis=0),
            "Output n comes from image n.",
        ),
        (
            "the images of the batch are added up",
            summed_batch,
            "Images are independent: the sum runs over channels and taps, not over n.",
            lambda a: summed_batch(a)[:1],
        ),
        (
            "the channels come last in the output",
            lambda a: conv(a).transpose(0, 2, 3, 1),
            "The layout of this book is (N, F, OH, OW).",
        ),
        (
            "every group reads the channels of the first group",
            first_slice,
            "Group g reads the channels from g * C/G on, C/G of them.",
        ),
        (
            "the channels are dealt out to the groups in turn",
            interleaved,
            "Groups are contiguous blocks: group 0 reads channels 0 to C/G - 1.",
        ),
        (
            "the filters are dealt out to the groups in turn",
            dealt_filters,
            "Groups are contiguous blocks: the first F/G filters belong to group 0.",
        ),
        (
            "the outputs of the groups are joined in reverse order",
            lambda a: regrouped(a, lambda y: y[:, ::-1]),
            "The maps of group 0 come first.",
        ),
        (
            "the outputs of the groups are interleaved",
            lambda a: regrouped(a, lambda y: y.swapaxes(1, 2)),
            "Concatenate: all maps of group 0, then all of group 1.",
        ),
        (
            "the outputs of the groups are added up",
            lambda a: regrouped(a, lambda y: y.sum(1, keepdims=True)),
            "The maps of the groups stand side by side: there are F of them in all.",
        ),
        (
            "the result is rounded to float32",
            lambda a: conv(a).astype(np.float32),
            "float64 in, float64 out: allocate with np.result_type(x, weight), not with float32.",
        ),
        (
            "a window starts at oh * stride but ends at oh + KH",
            stopping_early,
            "A window has KH rows, wherever it starts: from oh * stride to oh * stride + KH.",
        ),
        (
            "the output size is computed without the stride",
            lambda a: within(a, size=counted(a, stride=(1, 1))),
            "Only every stride-th window is taken: (H + 2 * padding - KH) // stride + 1.",
            *loops(lambda a: {"size": counted(a, stride=(1, 1))}, by_windows, by_cells),
        ),
        (
            "the output size is computed without the padding",
            lambda a: fit(conv(a), *counted(a, padding=(0, 0))),
            "The padded input has H + 2 * padding rows, and windows lie in all of it.",
        ),
        (
            "the output size is computed with the padding, but no zeros are added",
            lambda a: by_windows(a, padding=(0, 0), size=counted(a)),
            "Put the zeros around x before the first window (np.pad), or skip the cells that lie outside.",
            *loops(lambda a: {"padding": (0, 0)}, by_cells),
        ),
        (
            "the one is added before the division",
            lambda a: fit(conv(a), *counted(a, slack=1)),
            "The quotient counts the steps; the first window comes on top: (...) // stride + 1.",
        ),
        (
            "the dilated kernel is taken to span dilation * KH cells",
            lambda a: fit(conv(a), *counted(a, extent=np.multiply(a.dilation, a.weight.shape[2:]).tolist())),
            "There are KH - 1 steps between KH taps: the kernel spans dilation * (KH - 1) + 1 rows.",
        ),
        (
            "the dilation sets the output's size but not where the taps lie",
            lambda a: fit(conv(a, dilation=1), *sizes(a)),
            "Tap (kh, kw) reads row oh * stride + kh * dilation.",
        ),
        (
            "the vertical padding serves both directions",
            lambda a: conv(a, padding=a.padding[0]),
            "The second value of the pair pads left and right.",
        ),
        (
            "the horizontal padding serves both directions",
            lambda a: conv(a, padding=a.padding[1]),
            "The first value of the pair pads top and bottom.",
        ),
        (
            "the vertical dilation serves both directions",
            lambda a: conv(a, dilation=a.dilation[0]),
            "The second value of the pair is the horizontal dilation.",
        ),
        (
            "the padding pair is given to np.pad as (before, after)",
            lambda a: conv(a, padding=(a.padding, a.padding)),
            "np.pad wants (before, after) for each axis: ((0, 0), (0, 0), (PH, PH), (PW, PW)).",
        ),
        (
            "the cells beyond the border are read from the other side",
            lambda a: filled(a, "wrap"),
            "A negative index counts from the end in Python. Convolution pads with zeros.",
            half_wrapped,
        ),
        (
            "the first window is left out",
            first_blank,
            "The ranges begin at 0.",
        ),
        (
            "the last row of windows is left out",
            lambda a: conv(a)[:, :, :-1],
            "The range must include the last window, downwards too.",
        ),
        (
            "the last window of each row is left out",
            lambda a: conv(a)[:, :, :, :-1],
            "The range must include the last window, along the row too.",
        ),
        (
            "every window starts one cell early",
            lambda a: within(a, late=-1),
            "The first window starts at the first cell of the padded input, at index 0.",
            lambda a: conv(a, x=np.roll(pad(a.x, *both(a)), (1, 1), (2, 3)), padding=0),
        ),
        (
            "only the last input channel counts",
            lambda a: one_channel(a, -1),
            "Start the sum at 0 before the loop over the channels, not inside it.",
        ),
        (
            "only the last product counts",
            last_product,
            "Each product is added to the sum: += in place of =.",
        ),
        (
            "every input channel meets the kernel of the first",
            lambda a: conv(a, weight=np.broadcast_to(a.weight[:, :1], a.weight.shape)),
            "weight[f, c] meets x[n, c]: both with the same c.",
        ),
        (
            "the filter's kernels all meet the first input channel",
            lambda a: conv(a, x=a.x[:, :: a.weight.shape[1]].repeat(a.weight.shape[1], axis=1)),
            "weight[f, c] meets x[n, c]: both with the same c.",
        ),
        (
            "the bias is asked for its truth value",
            by_truth,
            "An array of several numbers is neither true nor false. Write `if bias is not None:`.",
        ),
        (
            "the bias is taken for granted",
            lambda a: (conv(a), a.bias[0])[0],
            "bias may be None. Write `if bias is not None:`.",
        ),
        (
            "the bias is subtracted",
            lambda a: biased(a, unbiased(a), -1),
            "Add the bias.",
        ),
        (
            "every map gets the bias of the first",
            lambda a: biased(SimpleNamespace(bias=None if a.bias is None else a.bias[:1]), unbiased(a)),
            "There is one bias for each filter: bias[f].",
        ),
        (
            "the bias is added once for each image",
            lambda a: biased(a, unbiased(a), len(a.x)),
            "Add it once to each map. Inside the loop over n, out[:, f] reaches all images.",
        ),
        (
            "the bias is added once for each row of the output",
            lambda a: biased(a, unbiased(a), sizes(a)[0]),
            "Add it once to each cell. Inside the loop over rows, out[n, f] is the whole map.",
        ),
        (
            "the bias is added once for each row of the kernel",
            lambda a: biased(a, unbiased(a), prod(a.weight.shape[1:3])),
            "Add it once, after the sum, not inside it.",
        ),
        (
            "only the first map of the first image is computed",
            lambda a: first_map(conv(a)),
            "Is the `return` inside a loop? It belongs behind the loop over n.",
        ),
        (
            "batch and filter axes are exchanged",
            lambda a: conv(a).swapaxes(0, 1),
            "The layout is (N, F, OH, OW): images first, then maps.",
        ),
        (
            "the axes are reshaped where they should be transposed",
            lambda a: conv(a).transpose(0, 2, 3, 1).reshape(conv(a).shape),
            "reshape keeps the order of the numbers. Move the filter axis first, with transpose, then reshape.",
        ),
        (
            "the groups are ignored",
            ungrouped,
            "With groups a filter has C/G kernels, and reads the C/G channels of its own group.",
            too_many_channels,
        ),
        (
            "f // groups is taken for the group of filter f",
            by_number_of_groups,
            "A group has F/G filters, so filter f belongs to group f // (F // groups).",
            lambda a: by_number_of_groups(a, cells=True),
            lambda a: by_number_of_groups(a, one_group=True),
            lambda a: by_number_of_groups(a, cells=True, one_group=True),
        ),
        (
            "every filter reads the channels of all groups",
            all_groups,
            "Filter f reads the channels of its own group alone, that is of group f // (F // groups).",
        ),
        (
            "the outputs of the groups are stacked on an axis of their own",
            lambda a: conv(a).reshape(len(a.x), a.groups, -1, *sizes(a)),
            "Concatenate along the channel axis: np.concatenate(parts, axis=1).",
        ),
        (
            "the result is cut to whole numbers",
            lambda a: conv(a).astype(int),
            "Allocate the output with np.result_type(x, weight).",
        ),
        (
            "window and kernel are added, not multiplied",
            lambda a: conv(a, weight=np.ones_like(a.weight)) + a.weight.sum((1, 2, 3))[:, None, None],
            "Multiply each cell with the weight above it, then sum.",
        ),
    ),
)  # fmt: skip
