"""Mistakes in depthwise_separable_conv2d: in the two steps, between them, and in the depthwise step itself."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import Mistake, declared
from cnncourse.mistakes.mobilenet.depthwise import DEPTHWISE_CONV2D_MISTAKES
from cnncourse.numpy import conv2d, depthwise_conv2d, pointwise_conv2d

Array = np.ndarray

# Mistakes in the depthwise step that make sense here; the bias is not its own any more.
IN_FIRST_STEP = (
    "every filter sums over all channels",
    "every filter is looked for a kernel for each channel",
    "every filter reads the first channel",
    "every channel meets the first filter",
    "filter f reads channel f % C",
    "the filter's number is taken for the channel's",
    "the filters are read in the order k * C + c",
    "the maps are joined in the order k * C + c",
    "the kernel is flipped along both axes",
    "the kernel is transposed",
    "the stride is ignored",
    "the two strides are swapped",
    "the padding is ignored",
    "the padding is counted twice in the output size",
    "the two paddings are swapped",
    "padding is added at the top and left only",
    "the output size is rounded up",
    "the last window is left out",
    "a view is read as if its memory were contiguous",
    "the kernel is taken for square",
    "a pair is taken for an int",
)


def steps(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of depthwise_separable_conv2d; `a.dw`, `a.pw` are the weights."""

    def answer(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
        return rule(
            SimpleNamespace(x=x, dw=depthwise_weight, pw=pointwise_weight, bias=bias, stride=stride, padding=padding)
        )

    return answer


def middle(a: SimpleNamespace, **changes: Any) -> Array:
    """Run the depthwise step, with some arguments changed."""
    given = {"x": a.x, "weight": a.dw, "bias": None, "stride": a.stride, "padding": a.padding}
    return depthwise_conv2d(**{**given, **changes})


def last(a: SimpleNamespace, x: Array, **changes: Any) -> Array:
    """Run the pointwise step, with some arguments changed."""
    return conv2d(**{"x": x, "weight": a.pw, "bias": a.bias, **changes})


def with_first_step(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Run a wrong depthwise step, then the right pointwise one."""
    return steps(lambda a: pointwise_conv2d(answer(a.x, a.dw, None, a.stride, a.padding), a.pw, a.bias))


def first_steps() -> list[Mistake]:
    """Return the mistakes of the depthwise step, with the pointwise one after them."""
    known = {mistake.name: mistake for mistake in DEPTHWISE_CONV2D_MISTAKES}
    chosen = [known[name] for name in IN_FIRST_STEP]
    return [
        Mistake(
            f"in the depthwise step {m.name}",
            with_first_step(m.answer),
            m.message,
            tuple(map(with_first_step, m.forms)),
        )
        for m in chosen
    ]


def pointwise_first(a: SimpleNamespace) -> Array:
    """Mix the channels, then filter them. Shapes that do not fit are met in a product of the channel axes."""
    (f, c), (filters, channels) = a.pw.shape[:2], (len(a.dw), a.x.shape[1])
    if c != channels:
        np.einsum("fc,nchw->nfhw", a.pw[:, :, 0, 0], a.x)
    mixed = pointwise_conv2d(a.x, a.pw)
    groups = min(f, filters)
    y = np.concatenate(
        [depthwise_conv2d(mixed[:, [c]], a.dw[[c]], None, a.stride, a.padding) for c in range(groups)], 1
    )
    if f > filters:
        _ = a.dw[f - 1]
    return y if a.bias is None else y + a.bias[: y.shape[1], None, None]


def pointwise_first_dense(a: SimpleNamespace) -> Array:
    """Call the learner's own layer twice in the wrong order; it refuses what does not fit."""
    return depthwise_conv2d(pointwise_conv2d(a.x, a.pw), a.dw, a.bias, a.stride, a.padding)


def transposed(a: SimpleNamespace) -> Array:
    """Multiply by the transposed pointwise weight."""
    w = a.pw[:, :, 0, 0]
    y = np.einsum("cf,nchw->nfhw", w, middle(a))
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def summed_over_filters(a: SimpleNamespace) -> Array:
    """Add what one map gives to all outputs."""
    y = np.einsum("fc,nchw->nchw", a.pw[:, :, 0, 0], middle(a))
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def reshaped(a: SimpleNamespace) -> Array:
    """Reshape the maps to a matrix with the channels last, without moving the channel axis."""
    m = middle(a)
    n, c, h, w = m.shape
    y = (m.reshape(-1, c) @ a.pw[:, :, 0, 0].T).reshape(n, -1, h, w)
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def last_is_nhwc(a: SimpleNamespace) -> Array:
    """Move the channels last for the product, and reshape at the end without moving them back."""
    y = last(a, middle(a))
    return y.transpose(0, 2, 3, 1).reshape(y.shape)


def bias_in_between(a: SimpleNamespace) -> Array:
    """Give the bias to the depthwise step."""
    m = middle(a)
    return last(a, m if a.bias is None else m + np.reshape(a.bias, (1, -1, 1, 1)), bias=None)


def bias_in_between_in_place(a: SimpleNamespace) -> Array:
    """Add the bias to the maps in place, which may not fit in another way."""
    m = middle(a).copy()
    if a.bias is not None:
        m += np.reshape(a.bias, (1, -1, 1, 1))
    return last(a, m, bias=None)


def pointwise_as_depthwise(a: SimpleNamespace) -> Array:
    """Call the depthwise function for the second step as well: each filter reads a single map."""
    m = middle(a)
    each = len(a.pw) // m.shape[1]
    y = np.stack([m[:, f // each] * a.pw[f, 0, 0, 0] for f in range(len(a.pw))], 1)
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def bias_in_both(a: SimpleNamespace) -> Array:
    """Give the bias to both steps."""
    m = middle(a)
    return last(a, m if a.bias is None else m + np.reshape(a.bias, (1, -1, 1, 1)))


def bias_times(a: SimpleNamespace, times: float) -> Array:
    """Add a multiple of the bias."""
    y = last(a, middle(a), bias=None)
    return y if a.bias is None else y + times * np.reshape(a.bias, (1, -1, 1, 1))


def bias_last(a: SimpleNamespace) -> Array:
    """Add the bias along the last axis."""
    y = last(a, middle(a), bias=None)
    return y if a.bias is None else y + a.bias


def overwriting(a: SimpleNamespace) -> Array:
    """Write into the input."""
    y = last(a, middle(a))
    a.x[...] = 0
    return y


def cast(a: SimpleNamespace, between: bool) -> Array:
    """Store the maps in between, or the result, in the dtype of the input."""
    m = middle(a).astype(a.x.dtype) if between else middle(a)
    y = last(a, m)
    return y if between else y.astype(a.x.dtype)


OWN = declared(
    steps,
    (
        (
            "the pointwise step comes first",
            pointwise_first,
            "First each channel is filtered by itself, then the channels are mixed.",
            pointwise_first_dense,
        ),
        (
            "the depthwise step is left out",
            lambda a: last(a, a.x),
            "Filter each channel with its own kernels first.",
        ),
        (
            "the pointwise step is left out",
            lambda a: middle(a),
            "The maps are mixed afterwards: C * m of them become C_out.",
        ),
        (
            "the second step is run as a depthwise one too",
            pointwise_as_depthwise,
            "A filter of the pointwise step reads all maps: multiply each by its weight, and add them up.",
        ),
        (
            "a ReLU stands between the two steps",
            lambda a: last(a, np.maximum(middle(a), 0)),
            "MobileNet has a ReLU there, as a layer of its own. This function computes the convolutions alone.",
        ),
        (
            "a ReLU is applied at the end",
            lambda a: np.maximum(last(a, middle(a)), 0),
            "An activation is a layer of its own. The result may well be negative.",
        ),
        (
            "a ReLU follows each step",
            lambda a: np.maximum(last(a, np.maximum(middle(a), 0)), 0),
            "Activations are layers of their own. This function computes the convolutions alone.",
        ),
        (
            "the stride is applied in both steps",
            lambda a: last(a, middle(a), stride=a.stride),
            "The stride belongs to the depthwise step. The pointwise one visits every pixel that is left.",
        ),
        (
            "the padding is applied in both steps",
            lambda a: last(a, middle(a), padding=a.padding),
            "A 1x1 kernel needs no padding: the padding belongs to the depthwise step.",
        ),
        (
            "the padding is applied in the pointwise step only",
            lambda a: last(a, middle(a, padding=0), padding=a.padding),
            "The padding belongs to the depthwise step.",
        ),
        (
            "stride and padding are applied in both steps",
            lambda a: last(a, middle(a), stride=a.stride, padding=a.padding),
            "Both belong to the depthwise step. The pointwise one visits every pixel that is left, once.",
        ),
        (
            "the sum runs over the filters, not over the maps",
            summed_over_filters,
            "Output f adds up all maps, each times pointwise_weight[f, c]: the sum runs over c.",
        ),
        (
            "the pointwise weight is transposed",
            transposed,
            "Row f of the pointwise weight holds what filter f takes of each map.",
        ),
        (
            "the maps are reshaped to pixels and channels without moving the channel axis",
            reshaped,
            "reshape keeps the order of the numbers. Move the channels last with transpose before the product.",
        ),
        (
            "the result is reshaped where the channels should be moved back",
            last_is_nhwc,
            "reshape keeps the order of the numbers. Move the channels back with transpose.",
        ),
        (
            "the maps are averaged, not summed",
            lambda a: bias_times(SimpleNamespace(**{**vars(a), "pw": a.pw / a.pw.shape[1]}), 1),
            "The pointwise step is a weighted sum. Nothing is divided.",
        ),
        (
            "the pointwise weights are left out of the sum",
            lambda a: last(a, middle(a), weight=np.ones_like(a.pw)),
            "Each map is multiplied by pointwise_weight[f, c] before it is added.",
        ),
        (
            "the maps are not summed",
            lambda a: np.einsum("fcij,nchw->nfchw", a.pw, middle(a)),
            "Filter f adds all C * m maps up, each with its weight.",
        ),
        (
            "the bias is left out",
            lambda a: last(a, middle(a), bias=None),
            "Add bias[f] to map f of the output.",
        ),
        (
            "the bias is added between the two steps",
            bias_in_between,
            "The bias has a number for each output channel: it belongs after the pointwise step.",
            bias_in_between_in_place,
        ),
        (
            "the bias is added in both steps",
            bias_in_both,
            "The bias has a number for each output channel: it belongs after the pointwise step alone.",
        ),
        (
            "the bias is added once for each map in between",
            lambda a: bias_times(a, len(a.dw)),
            "Add the bias once, after the sum.",
        ),
        (
            "the bias is subtracted",
            lambda a: bias_times(a, -1),
            "Add the bias.",
        ),
        (
            "the bias runs along the last axis",
            bias_last,
            "There is one bias for each output channel: reshape it to (1, C_out, 1, 1).",
        ),
        (
            "the bias is taken for granted",
            lambda a: (last(a, middle(a)), a.bias[0])[0],
            "bias may be None. Write `if bias is not None:`.",
            lambda a: last(a, middle(a), bias=None) + a.bias.reshape(1, -1, 1, 1),
            lambda a: last(a, middle(a), bias=None) + a.bias[None, :, None, None],
            lambda a: last(a, middle(a), bias=None) + np.reshape(a.bias, (1, -1, 1, 1)),
        ),
        (
            "the bias is asked for its truth value",
            lambda a: last(a, middle(a), bias=a.bias if a.bias is not None and bool(a.bias) else None),
            "An array of several numbers is neither true nor false. Write `if bias is not None:`.",
        ),
        (
            "only the first image of the batch is computed",
            lambda a: np.concatenate([last(a, middle(a))[:1], 0 * last(a, middle(a))[1:]]),
            "Every image of the batch is convolved.",
            lambda a: last(a, middle(a))[:1],
        ),
        (
            "the channels come last in the output",
            lambda a: last(a, middle(a)).transpose(0, 2, 3, 1),
            "The layout of this book is (N, C_out, OH, OW).",
        ),
        (
            "batch and channel axes are exchanged",
            lambda a: last(a, middle(a)).swapaxes(0, 1),
            "The layout is (N, C_out, OH, OW): images first, then maps.",
        ),
        (
            "the maps in between are stored in the integer type of the input",
            lambda a: cast(a, between=True),
            "Whole numbers times fractions give fractions. Allocate with np.result_type(x, depthwise_weight).",
        ),
        (
            "the result is stored in the integer type of the input",
            lambda a: cast(a, between=False),
            "Whole numbers times fractions give fractions. Allocate with np.result_type of all arrays.",
        ),
        (
            "the result is rounded to float32",
            lambda a: last(a, middle(a)).astype(np.float32),
            "float64 in, float64 out: allocate with np.result_type, not with float32.",
        ),
        (
            "the input is overwritten",
            overwriting,
            "The caller still needs it. Write into an array of your own.",
        ),
    ),
)

DEPTHWISE_SEPARABLE_CONV2D_MISTAKES = (*OWN, *first_steps())
