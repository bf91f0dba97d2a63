"""Mistakes in pointwise_conv2d."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from cnncourse.mistakes import declared
from cnncourse.mistakes.convolution.forward import as_if_contiguous

Array = np.ndarray


def layer(rule: Callable[[SimpleNamespace], Any]) -> Callable[..., Any]:
    """Give a rule the signature of pointwise_conv2d; `a.w` is the weight as a matrix (C_out, C)."""

    def answer(x, weight, bias=None):
        return rule(SimpleNamespace(x=x, w=weight[:, :, 0, 0], weight=weight, bias=bias))

    return answer


def biased(a: SimpleNamespace, y: Array) -> Array:
    """Add the bias, if there is one."""
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def mixed(a: SimpleNamespace, x: Array | None = None, w: Array | None = None) -> Array:
    """Mix the channels; without the bias."""
    y: Array = np.einsum("fc,nchw->nfhw", a.w if w is None else w, a.x if x is None else x)
    return y


def right(a: SimpleNamespace) -> Array:
    """Return the right result."""
    return biased(a, mixed(a))


def with_weight(change: Callable[[Array], Array]) -> Callable[[SimpleNamespace], Array]:
    """Mix with a changed weight matrix."""
    return lambda a: biased(a, mixed(a, w=change(a.w)))


def with_input(change: Callable[[Array], Array]) -> Callable[[SimpleNamespace], Array]:
    """Mix changed images."""
    return lambda a: biased(a, mixed(a, x=change(a.x)))


def changed(change: Callable[[Array], Array]) -> Callable[[SimpleNamespace], Array]:
    """Change the right result."""
    return lambda a: change(right(a))


def with_bias(add: Callable[[Array, Array, SimpleNamespace], Array]) -> Callable[[SimpleNamespace], Array]:
    """Treat the bias wrongly where there is one: (map sums, bias, all arguments) to the result."""
    return lambda a: mixed(a) if a.bias is None else add(mixed(a), np.asarray(a.bias), a)


def indexed_wrongly(a: SimpleNamespace) -> Array:
    """Read weight[c, f] in a loop."""
    y = np.zeros((len(a.x), len(a.w), *a.x.shape[2:]))
    for f in range(len(a.w)):
        for c in range(a.x.shape[1]):
            y[:, f] += a.x[:, c] * a.weight[c, f, 0, 0]
    return biased(a, y)


def flat_pixels(a: SimpleNamespace) -> Array:
    """Reshape the images to rows of C numbers without moving the channel axis, and multiply."""
    y: Array = a.x.reshape(-1, a.x.shape[1]) @ a.w.T
    return y


def reshaped(a: SimpleNamespace) -> Array:
    """Reshape there and back."""
    return biased(a, flat_pixels(a).reshape(len(a.x), -1, *a.x.shape[2:]))


def reshaped_moved_back(a: SimpleNamespace) -> Array:
    """Reshape there, and move the channels back."""
    return biased(a, flat_pixels(a).reshape(len(a.x), *a.x.shape[2:], -1).transpose(0, 3, 1, 2))


def reshaped_columns(a: SimpleNamespace) -> Array:
    """Reshape the whole batch to one matrix of C rows."""
    y = a.w @ a.x.reshape(a.x.shape[1], -1)
    return biased(a, y.reshape(len(a.x), -1, *a.x.shape[2:]))


def columns_not_swapped(a: SimpleNamespace) -> Array:
    """Make one matrix of all pixels rightly, but reshape the maps of all images to images of maps."""
    y = a.w @ a.x.swapaxes(0, 1).reshape(a.x.shape[1], -1)
    return biased(a, y.reshape(len(a.x), -1, *a.x.shape[2:]))


def scaled(a: SimpleNamespace) -> Array:
    """Multiply map f by one weight."""
    return biased(a, np.stack([a.x[:, f] * a.w[f, f] for f in range(len(a.w))], 1))


def scaled_in_turn(a: SimpleNamespace) -> Array:
    """Begin again with channel 0 when there are no channels left."""
    c = np.arange(len(a.w)) % a.x.shape[1]
    return biased(a, a.x[:, c] * a.w[np.arange(len(a.w)), c].reshape(1, -1, 1, 1))


def softmax(w: Array) -> Array:
    """Make positive shares of the weights of a filter."""
    e: Array = np.exp(w - w.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def over_pixels(a: SimpleNamespace) -> Array:
    """Add up all pixels, too, and give each pixel the total."""
    total = np.einsum("fc,nchw->nf", a.w, a.x)[:, :, None, None]
    return biased(a, np.broadcast_to(total, mixed(a).shape))


def over_pixels_flat(a: SimpleNamespace) -> Array:
    """Add up all pixels, too: one number a map."""
    total = np.einsum("fc,nchw->nf", a.w, a.x)
    return total if a.bias is None else total + a.bias


def no_broadcast_sum(a: SimpleNamespace) -> Array:
    """Multiply image n by filter n, or fail where there are not as many."""
    return biased(a, (a.x * a.weight).sum(1, keepdims=True))


def as_many_maps(a: SimpleNamespace) -> Array:
    """Allocate like x."""
    y = np.zeros(a.x.shape, np.result_type(a.x, a.weight))
    for f in range(len(a.w)):
        y[:, f] = mixed(a)[:, f]
    return y if a.bias is None else y + np.reshape(a.bias, (1, -1, 1, 1))


def overwriting(a: SimpleNamespace) -> Array:
    """Write into the input, when it has done its duty."""
    y = right(a)
    a.x[...] = 0
    return y


def overwriting_per_filter(a: SimpleNamespace) -> Array:
    """Scale the channels in place for each filter in turn, so that only filter 0 comes out right."""
    maps = []
    for filter_ in a.w:
        for c in range(a.x.shape[1]):
            a.x[:, c] *= filter_[c]
        maps.append(a.x.sum(1))
    return biased(a, np.stack(maps, 1))


def bias_into_input(a: SimpleNamespace) -> Array:
    """Add the bias to the channels before they are mixed; it fits only where C = C_out."""
    return mixed(a, x=biased(a, a.x))


def without_edge(a: SimpleNamespace) -> Array:
    """Leave the last row and column at 0, as loops to H - 1 and W - 1 do."""
    y = right(a)
    y[:, :, -1:] = 0
    y[..., -1:] = 0
    return y


def truncated(a: SimpleNamespace) -> Array:
    """Store the sums in the dtype of the images, term by term."""
    y = np.zeros((len(a.x), len(a.w), *a.x.shape[2:]), a.x.dtype)
    for c in range(a.x.shape[1]):
        term = a.x[:, c, None] * a.w[:, c].reshape(1, -1, 1, 1)
        y[...] = y + term
    return biased(a, y)


def added_in_place(a: SimpleNamespace) -> Array:
    """Add fractions to whole numbers in place, which NumPy refuses."""
    y = np.zeros((len(a.x), len(a.w), *a.x.shape[2:]), a.x.dtype)
    y += right(a)
    return y


def squeezed_matmul(a: SimpleNamespace) -> Array:
    """Squeeze the weight, and multiply with the channels last."""
    y: Array = (a.x.transpose(0, 2, 3, 1) @ a.weight.squeeze().T).transpose(0, 3, 1, 2)
    return biased(a, y)


POINTWISE_CONV2D_MISTAKES = declared(
    layer,
    (
        (
            "the weight is read as (C, C_out)",
            lambda a: biased(a, np.einsum("cf,nchw->nfhw", a.w, a.x)),
            "weight[f, c] belongs to output f and channel c: the filters come first. A reshape does not change that.",
            indexed_wrongly,
            lambda a: biased(a, (np.moveaxis(a.x, 1, -1) @ a.w).transpose(0, 3, 1, 2)),
            lambda a: biased(a, np.tensordot(a.w, a.x, ((0,), (1,))).swapaxes(0, 1)),
            with_weight(lambda w: w.reshape(w.shape[::-1]).T),
        ),
        (
            "the pixels are made rows by a bare reshape",
            reshaped,
            "Move the channel axis to the end first, with transpose(0, 2, 3, 1); then reshape.",
            reshaped_moved_back,
        ),
        (
            "the images are made columns by a bare reshape",
            reshaped_columns,
            "The numbers of an image lie together, not those of a channel. Multiply image by image, or move the axes.",
        ),
        (
            "the maps of all images are reshaped to images of maps",
            columns_not_swapped,
            "Reshape to (C_out, N, H, W) first, then exchange the first two axes.",
        ),
        (
            "the channels are moved last for the product and reshaped back",
            changed(lambda y: y.transpose(0, 2, 3, 1).reshape(y.shape)),
            "What was moved has to be moved back: transpose(0, 3, 1, 2) after the product.",
        ),
        (
            "the channels come last in the output",
            changed(lambda y: y.transpose(0, 2, 3, 1)),
            "The layout of this book is (N, C_out, H, W).",
        ),
        (
            "batch and channel axes are exchanged",
            changed(lambda y: y.swapaxes(0, 1)),
            "The layout is (N, C_out, H, W): images first, then maps.",
            lambda a: biased(a, mixed(a).swapaxes(0, 1)),
        ),
        (
            "rows and columns are exchanged",
            changed(lambda y: y.swapaxes(2, 3)),
            "Pixel (h, w) of the input becomes pixel (h, w) of the output.",
        ),
        (
            "the kernel's two axes of size 1 are left in the output",
            changed(lambda y: y[..., None, None]),
            "Take weight[:, :, 0, 0] first: the axes of size 1 carry nothing.",
        ),
        (
            "the weight is squeezed",
            lambda a: biased(a, np.einsum("fc,nchw->nfhw", a.weight.squeeze(), a.x)),
            "squeeze drops every axis of size 1, also that of a single filter. Take weight[:, :, 0, 0].",
            squeezed_matmul,
        ),
        (
            "each channel is scaled, not mixed with the others",
            scaled,
            "Output f is a sum over all channels, each with a weight of its own.",
            scaled_in_turn,
        ),
        (
            "the products are not added up",
            lambda a: np.einsum("fc,nchw->nfchw", a.w, a.x),
            "Add the products up over the channels: one map for each filter.",
        ),
        (
            "image n meets filter n alone",
            no_broadcast_sum,
            "Every filter is used on every image: that takes an axis for N and another for C_out.",
            lambda a: biased(a, (a.x * a.weight).sum(1)),
        ),
        (
            "a filter has one weight for all channels",
            with_weight(lambda w: w[:, :1] + 0 * w),
            "Filter f has a weight for each channel: weight[f, c].",
        ),
        (
            "the weights are left out",
            with_weight(np.ones_like),
            "Multiply each channel by weight[f, c] before you add.",
        ),
        (
            "the products are averaged",
            with_weight(lambda w: w / w.shape[1]),
            "The sum over the channels is not divided by anything.",
        ),
        (
            "the weights of a filter are scaled to the sum 1",
            with_weight(lambda w: w / w.sum(1, keepdims=True)),
            "The weights are used as they are: they need not add up to 1.",
        ),
        ("a softmax is taken of the weights", with_weight(softmax), "The weights are used as they are."),
        (
            "the largest product counts",
            lambda a: biased(a, (a.x[:, None] * a.w[None, :, :, None, None]).max(2)),
            "A convolution adds its products up.",
        ),
        (
            "only the first channel counts",
            lambda a: biased(a, a.x[:, :1] * a.w[:, 0].reshape(1, -1, 1, 1)),
            "Output f is a sum over all channels.",
        ),
        (
            "only the last product counts",
            lambda a: biased(a, a.x[:, -1:] * a.w[:, -1].reshape(1, -1, 1, 1)),
            "Add the products up: += in the loop over channels, not =.",
        ),
        (
            "the last channel is left out",
            lambda a: biased(a, mixed(a, a.x[:, :-1], a.w[:, :-1])),
            "range(C) ends before C: it holds all channels already.",
        ),
        (
            "every filter is the first one",
            with_weight(lambda w: w[:1] + 0 * w),
            "Map f of the output comes from filter f.",
        ),
        (
            "the channels are read from the last to the first",
            with_input(lambda x: x[:, ::-1]),
            "weight[f, c] meets channel c. Nothing is flipped.",
        ),
        (
            "the filters are used from the last to the first",
            with_weight(lambda w: w[::-1]),
            "Map f of the output comes from filter f.",
        ),
        (
            "the sum runs over the pixels too",
            over_pixels,
            "The sum runs over the channels alone. Every pixel is on its own.",
            over_pixels_flat,
            lambda a: biased(a, np.einsum("fc,nchw->nf", a.w, a.x)[:, :, None, None]),
        ),
        (
            "the last row and column are left out",
            without_edge,
            "A 1x1 kernel fits on every pixel: H rows and W columns come out.",
            changed(lambda y: y[:, :, :-1, :-1]),
        ),
        (
            "the result has as many maps as the input",
            as_many_maps,
            "There is one map for each filter: allocate (N, C_out, H, W).",
        ),
        ("the bias is left out", mixed, "Add bias[f] to map f."),
        (
            "the bias is added once for each channel",
            with_bias(lambda y, b, a: y + a.x.shape[1] * b.reshape(1, -1, 1, 1)),
            "Add the bias once, outside of the sum over the channels.",
        ),
        ("the bias is subtracted", with_bias(lambda y, b, a: y - b.reshape(1, -1, 1, 1)), "Add the bias."),
        (
            "the bias runs along the last axis",
            with_bias(lambda y, b, a: y + b),
            "There is one bias for each map: reshape it to (1, C_out, 1, 1).",
        ),
        (
            "the bias runs along the rows",
            with_bias(lambda y, b, a: y + b[:, None]),
            "There is one bias for each map: reshape it to (1, C_out, 1, 1).",
        ),
        (
            "the bias runs along the images",
            with_bias(lambda y, b, a: y + b[:, None, None, None]),
            "There is one bias for each map: reshape it to (1, C_out, 1, 1).",
        ),
        (
            "the bias is added to the input",
            bias_into_input,
            "There is one bias for each map of the output: add it after the sum.",
        ),
        (
            "every map gets the first bias",
            with_bias(lambda y, b, a: y + b[0]),
            "Map f gets bias[f].",
        ),
        (
            "every map gets the sum of all biases",
            with_bias(lambda y, b, a: y + b.sum()),
            "Map f gets bias[f].",
        ),
        (
            "the bias is taken for granted",
            lambda a: (mixed(a), a.bias[0])[0] + np.reshape(a.bias, (1, -1, 1, 1)),
            "bias may be None. Write `if bias is not None:`.",
            lambda a: mixed(a) + a.bias.reshape(1, -1, 1, 1),
            lambda a: mixed(a) + a.bias[None, :, None, None],
            lambda a: mixed(a) + np.reshape(a.bias, (1, -1, 1, 1)),
        ),
        (
            "the bias is asked for its truth value",
            lambda a: right(a) if a.bias is not None and bool(a.bias) else mixed(a),
            "An array of several numbers is neither true nor false. Write `if bias is not None:`.",
        ),
        (
            "an activation is applied",
            changed(lambda y: np.maximum(y, 0)),
            "The convolution ends with the bias. A ReLU is a layer of its own.",
        ),
        (
            "only the first image of the batch is computed",
            lambda a: np.concatenate([right(a)[:1], 0 * right(a)[1:]]),
            "Every image of the batch is mixed.",
            lambda a: right(a)[:1],
            lambda a: right(a)[0],
        ),
        (
            "every image of the batch gets the first one's output",
            changed(lambda y: y[:1] + 0 * y),
            "Image n of the output comes from image n of x.",
        ),
        (
            "the images of the batch are added up",
            with_input(lambda x: x.sum(0, keepdims=True)),
            "Images are independent: the sum runs over the channels alone.",
            with_input(lambda x: x.sum(0, keepdims=True) + 0 * x),
        ),
        (
            "the result is stored in the integer type of the input",
            lambda a: right(a).astype(a.x.dtype),
            "Whole numbers times fractions give fractions. Allocate with np.result_type(x, weight).",
            truncated,
            added_in_place,
        ),
        (
            "the weights are stored in the integer type of the input",
            lambda a: biased(a, mixed(a, w=a.w.astype(a.x.dtype))),
            "Whole numbers in x say nothing of the weights: leave these as they are.",
        ),
        (
            "the result is rounded to float32",
            changed(lambda y: y.astype(np.float32)),
            "float64 in, float64 out: allocate with np.result_type, not with float32.",
        ),
        (
            "a view is read as if its memory were contiguous",
            with_input(as_if_contiguous),
            "A view can skip cells of its memory. Take x.strides of the array itself, or index it.",
        ),
        (
            "the input is overwritten",
            overwriting,
            "The caller still needs it. Write into an array of your own.",
            overwriting_per_filter,
        ),
    ),
)
