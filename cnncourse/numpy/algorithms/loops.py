"""loops: the definition."""

from __future__ import annotations

import numpy as np

from cnncourse.numpy.algorithms.im2col import pad
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Sum the products of every window, one window at a time."""
    y = np.zeros(conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups), x.dtype)
    x = pad(x, resolve_padding(padding, x.shape[2:], weight.shape[2:], stride, dilation))
    for n, f, oh, ow in np.ndindex(y.shape):
        window = _window(f, oh, ow, weight.shape, stride, dilation, groups)
        y[n, f, oh, ow] = np.sum(x[n][window] * weight[f])
    return y


def backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Send every output gradient back to the window and to the filter that made the output."""
    H, W = x.shape[2:]
    sides = resolve_padding(padding, (H, W), weight.shape[2:], stride, dilation)
    (top, _), (left, _) = sides
    x = pad(x, sides)
    dx, dweight = np.zeros_like(x), np.zeros_like(weight)
    for n, f, oh, ow in np.ndindex(dy.shape):
        window = _window(f, oh, ow, weight.shape, stride, dilation, groups)
        dx[n][window] += dy[n, f, oh, ow] * weight[f]
        dweight[f] += dy[n, f, oh, ow] * x[n][window]
    return dx[:, :, top : top + H, left : left + W], dweight


def _window(f, oh, ow, weight_shape, stride, dilation, groups) -> tuple[slice, slice, slice]:
    """Return the channels, rows and columns of one padded image that filter f meets at output (oh, ow)."""
    C_out, channels, KH, KW = weight_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    c = f // (C_out // groups) * channels  # the first channel of the group of filter f
    return (
        slice(c, c + channels),
        slice(oh * SH, oh * SH + KH * DH, DH),
        slice(ow * SW, ow * SW + KW * DW, DW),
    )
