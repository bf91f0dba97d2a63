"""im2col: copy the windows into the columns of a matrix, and the convolution is one matrix product."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.arrays import Array
from cnncourse.shapes import Shape, Sides, output_size, pair, resolve_padding


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the matrix of filters by the matrix of all windows."""
    C_out, channels, KH, KW = weight.shape
    view = windows(x, (KH, KW), stride, padding, dilation)
    N, _, _, _, OH, OW = view.shape
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    y = np.empty((N, groups, C_out // groups, OH * OW), x.dtype)
    for n in range(N):  # one image at a time: the columns of a whole batch would need N times the memory
        columns = view[n].reshape(groups, channels * KH * KW, OH * OW)  # the one copy
        np.matmul(filters, columns, out=y[n])
    return y.reshape(N, C_out, OH, OW)


def backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Multiply by the same two matrices transposed, and add the columns back to the pixels."""
    C_out, channels, KH, KW = weight.shape
    view = windows(x, (KH, KW), stride, padding, dilation)
    N, C, _, _, OH, OW = view.shape
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    dx, dfilters = np.empty(x.shape, x.dtype), np.zeros_like(filters)
    for n in range(N):
        columns = view[n].reshape(groups, channels * KH * KW, OH * OW)
        dfilters += np.matmul(dy[n], columns.swapaxes(1, 2))
        dtaps = np.matmul(filters.swapaxes(1, 2), dy[n]).reshape(1, C, KH, KW, OH, OW)
        dx[n] = add_windows(dtaps, x[n : n + 1].shape, stride, padding, dilation)[0]
    return dx, dfilters.reshape(weight.shape)


def windows(x: Array, kernel_size, stride, padding, dilation) -> Array:
    """Return a view (N, C, KH, KW, OH, OW) of the padded x: what each tap meets at each output pixel."""
    N, C, H, W = x.shape
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    x = pad(x, resolve_padding(padding, (H, W), kernel_size, stride, dilation))
    n, c, h, w = x.strides
    return as_strided(x, (N, C, KH, KW, OH, OW), (n, c, h * DH, w * DW, h * SH, w * SW), writeable=False)


def add_windows(taps: Array, x_shape: Shape, stride, padding, dilation) -> Array:
    """Add taps (N, C, KH, KW, OH, OW) back to the pixels of :func:`windows`; drop what falls on the padding."""
    N, C, KH, KW, OH, OW = taps.shape
    _, _, H, W = x_shape
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), (KH, KW), stride, dilation)
    x = np.zeros((N, C, top + H + bottom, left + W + right), taps.dtype)
    for kh, kw in np.ndindex(KH, KW):  # pixels of one tap are all different, so += over a slice loses nothing
        x[:, :, kh * DH : kh * DH + OH * SH : SH, kw * DW : kw * DW + OW * SW : SW] += taps[:, :, kh, kw]
    return x[:, :, top : top + H, left : left + W]


def pad(x: Array, sides: Sides) -> Array:
    """Put zeros around the images."""
    return np.pad(x, ((0, 0), (0, 0), *sides)) if np.any(sides) else x
