"""depthwise: no sum over channels, so that there is no matrix product to speak of."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnncourse.numpy.arrays import Array
from cnncourse.shapes import output_size, pair, resolve_padding


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Sum the taps with the channels last: on small maps, the channels are the longest run of memory."""
    C_out, _, KH, KW = weight.shape
    view = _windows(x, weight.shape, stride, padding, dilation, groups)
    N, OH, OW, _, _, C = view.shape
    taps = np.ascontiguousarray(weight.reshape(C, C_out // C, KH, KW).transpose(1, 2, 3, 0))  # (m, KH, KW, C)
    y = np.empty((N, C, C_out // C, OH, OW), x.dtype)
    for m in range(C_out // C):
        y[:, :, m] = np.einsum("nhwijc,ijc->nhwc", view, taps[m]).transpose(0, 3, 1, 2)
    return y.reshape(N, C_out, OH, OW)


def dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Sum gradient times pixel over the output, with the channels last."""
    C_out, _, KH, KW = weight_shape
    view = _windows(x, weight_shape, stride, padding, dilation, groups)
    N, OH, OW, _, _, C = view.shape
    dy = np.ascontiguousarray(dy.reshape(N, C, C_out // C, OH, OW).transpose(2, 0, 3, 4, 1))
    dweight = np.empty((C, C_out // C, KH, KW), x.dtype)
    for m in range(C_out // C):
        dweight[:, m] = np.einsum("nhwijc,nhwc->ijc", view, dy[m]).transpose(2, 0, 1)
    return dweight.reshape(weight_shape)


def _windows(x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Return a view (N, OH, OW, KH, KW, C) of a padded copy of x."""
    N, C, H, W = x.shape
    _, channels, KH, KW = weight_shape
    if channels != 1:
        raise ValueError(f'algorithm="depthwise" is for groups=C, one channel each, but C={C} and groups={groups}')
    (SH, SW), (DH, DW) = pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), (KH, KW), stride, dilation)
    OH, OW = output_size((H, W), (KH, KW), stride, padding, dilation)
    padded = np.zeros((N, top + H + bottom, left + W + right, C), x.dtype)
    padded[:, top : top + H, left : left + W] = x.transpose(0, 2, 3, 1)
    n, h, w, c = padded.strides
    shape, strides = (N, OH, OW, KH, KW, C), (n, SH * h, SW * w, DH * h, DW * w, c)
    return as_strided(padded, shape, strides, writeable=False)
