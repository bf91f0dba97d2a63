"""Mistakes in cross_correlate2d and conv2d."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse import shapes
from cnncourse.mistakes import Mistake
from cnncourse.numpy import conv2d
from cnncourse.shapes import pair

Array = np.ndarray
Rule = Callable[[SimpleNamespace], Any]


def layer(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of conv2d."""

    def answer(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        pairs = {"stride": pair(stride), "padding": pair(padding, minimum=0), "dilation": pair(dilation)}
        return rule(SimpleNamespace(x=x, weight=weight, bias=bias, groups=groups, **pairs))

    return answer


def plane(rule: Rule) -> Callable[..., Array]:
    """Give a rule the signature of cross_correlate2d."""
    as_layer = layer(rule)
    return lambda image, kernel: as_layer(image[None, None], kernel[None, None])[0, 0]


def conv(a: SimpleNamespace, **changes: Any) -> Array:
    """Call the reference with some arguments changed."""
    return conv2d(**{**vars(a), **changes})


def sizes(a: SimpleNamespace, **changes: Any) -> tuple[int, int]:
    """Return (OH, OW), computed with some arguments changed."""
    given = {"size": a.x.shape[2:], "kernel_size": a.weight.shape[2:]}
    given |= {key: getattr(a, key) for key in ("stride", "padding", "dilation")}
    return shapes.output_size(**{**given, **changes})


def fit(y: Array, height: int, width: int) -> Array:
    """Cut or fill with zeros at the bottom and right."""
    out = np.zeros((*y.shape[:2], height, width), y.dtype)
    part = y[:, :, :height, :width]
    out[:, :, : part.shape[2], : part.shape[3]] = part
    return out


def pad(x: Array, top: int, bottom: int, left: int, right: int, mode: Any = "constant") -> Array:
    """Pad the two image axes."""
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), mode=mode)


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


def squared(a: SimpleNamespace) -> Array:
    """Loop over as many columns of the kernel as it has rows, or the reverse."""
    k = min(a.weight.shape[2:])
    return fit(conv(a, weight=a.weight[:, :, :k, :k]), *sizes(a))


def unbiased(a: SimpleNamespace) -> Array:
    """Leave the bias out."""
    return conv(a, bias=None)


def biased(a: SimpleNamespace, y: Array, times: float = 1) -> Array:
    """Add the bias that `y` lacks."""
    return y if a.bias is None else y + times * np.asarray(a.bias)[:, None, None]


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


def window_matmul(image: Array, kernel: Array) -> Array:
    """Multiply window and kernel as matrices, then sum."""
    (h, w), (kh, kw) = image.shape, kernel.shape
    return np.array(
        [[(image[i : i + kh, j : j + kw] @ kernel).sum() for j in range(w - kw + 1)] for i in range(h - kh + 1)]
    )


def same_sized(a: SimpleNamespace) -> Array:
    """Pad so that the output is as large as the image."""
    return conv(a, padding="same")


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
)
LATE = (
    "every window starts one cell late",
    shifted,
    "The first window starts at the first cell of the padded input, at index 0.",
)
SQUARE_KERNEL = (
    "the kernel is taken for square",
    squared,
    "KH and KW may differ: loop over KH rows and KW columns.",
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
    "Allocate the output with np.result_type of both.",
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

CROSS_CORRELATE2D_MISTAKES = (
    *(
        Mistake(name, plane(rule), message)
        for name, rule, message in (
            FLIPPED, FLIPPED_ROWS, FLIPPED_COLUMNS, TRANSPOSED, LAST_LOST, LATE, SQUARE_KERNEL,
            SQUARE_OUTPUT, AVERAGED, TRUNCATED, NOT_CONTIGUOUS, OVERWRITTEN,
            (
                "the output is padded to the size of the image",
                same_sized,
                "Only windows that lie wholly inside the image count: the output has (H - KH + 1, W - KW + 1) cells.",
            ),
            (
                "the output's height and width are swapped",
                lambda a: conv(a).swapaxes(2, 3),
                "Rows come first: the output has shape (H - KH + 1, W - KW + 1).",
            ),
        )
    ),
    Mistake(
        "window and kernel are multiplied as matrices",
        window_matmul,
        "Each cell of the window is multiplied with the kernel's cell at the same place (`*`, not `@`).",
    ),
)  # fmt: skip

CONV2D_MISTAKES = tuple(
    Mistake(name, layer(rule), message)
    for name, rule, message in (
        FLIPPED, FLIPPED_ROWS, FLIPPED_COLUMNS, TRANSPOSED, LAST_LOST, LATE, SQUARE_KERNEL,
        SQUARE_OUTPUT, AVERAGED, TRUNCATED, NOT_CONTIGUOUS, OVERWRITTEN,
        (
            "the height is computed with the horizontal stride and padding, and the width with the vertical ones",
            lambda a: fit(conv(a), *sizes(a, stride=a.stride[::-1], padding=a.padding[::-1])),
            "Height comes from H, KH and the vertical stride and padding; width from the horizontal ones.",
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
        ),
        (
            "the vertical stride serves both directions",
            lambda a: conv(a, stride=a.stride[0]),
            "The second value of the pair is the horizontal stride.",
        ),
        (
            "the horizontal stride serves both directions",
            lambda a: conv(a, stride=a.stride[1]),
            "The first value of the pair is the vertical stride.",
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
        ),
        (
            "the two dilations are swapped",
            lambda a: conv(a, dilation=a.dilation[::-1]),
            "A dilation pair is (vertical, horizontal).",
        ),
        (
            "the output size is computed with k, not with the dilated kernel's extent d(k - 1) + 1",
            sized_by_k,
            "A dilated kernel spans dilation * (KH - 1) + 1 rows; that is what must fit.",
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
    )
)  # fmt: skip
