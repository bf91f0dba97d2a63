"""pointwise: a 1x1 kernel needs no columns, since the pixels of x are the columns."""

from __future__ import annotations

import numpy as np

from cnncourse.numpy.arrays import Array
from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding


def forward(x, weight, stride, padding, dilation, groups) -> Array:
    """Multiply the filters by the pixels. Small maps of several images become one matrix."""
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    filters, pixels = weight.reshape(groups, C_out // groups, -1), _pixels(x, weight.shape, stride, padding, groups)
    if N > 1 and OH * OW < 128:
        merged = pixels.transpose(1, 2, 0, 3).reshape(groups, -1, N * OH * OW)
        y = np.matmul(filters, merged).reshape(C_out, N, OH, OW)
        return np.ascontiguousarray(y.swapaxes(0, 1))
    return np.matmul(filters, pixels).reshape(N, C_out, OH, OW)


def dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Multiply the gradients by the pixels transposed."""
    N, C_out, OH, OW = dy.shape
    pixels = _pixels(x, weight_shape, stride, padding, groups)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)
    dfilters = np.zeros((groups, C_out // groups, x.shape[1] // groups), dy.dtype)
    for n in range(N):
        dfilters += np.matmul(dy[n], pixels[n].swapaxes(1, 2))
    return dfilters.reshape(weight_shape)


def _pixels(x, weight_shape, stride, padding, groups) -> Array:
    """Return the pixels that a 1x1 kernel meets, (N, groups, channels, OH * OW)."""
    sides = resolve_padding(padding, x.shape[2:], weight_shape[2:], stride)
    if weight_shape[2:] != (1, 1) or np.any(sides):
        raise ValueError(
            f'algorithm="pointwise" is for 1x1 kernels without padding, but the kernel is '
            f"{weight_shape[2]}x{weight_shape[3]}, padding={padding!r}"
        )
    SH, SW = pair(stride)
    x = x[:, :, ::SH, ::SW]
    return x.reshape(len(x), groups, x.shape[1] // groups, x.shape[2] * x.shape[3])
