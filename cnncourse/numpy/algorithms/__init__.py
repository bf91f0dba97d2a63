"""The algorithms behind :func:`~cnncourse.numpy.conv2d`, from the definition to the fastest.

Every forward algorithm is a function of (x, weight, stride, padding, dilation, groups), every backward one
of (dy, x, weight, stride, padding, dilation, groups). The arguments fit together and have one dtype: the
public functions have seen to that.

Letters: N images, C channels, H x W pixels; C_out filters of KH x KW taps; OH x OW output pixels; G groups;
S, D for stride and dilation. Small letters are indices: n, f (the filter), oh, ow, kh, kw.
"""

from __future__ import annotations

import math

import numpy as np

from cnncourse.numpy.algorithms import depthwise, im2col, loops, pointwise, shifted, tiled, winograd
from cnncourse.numpy.arrays import Array
from cnncourse.shapes import conv2d_output_shape, pair, resolve_padding


def auto(x, weight, stride, padding, dilation, groups) -> Array:
    """Convolve by the algorithm that :func:`choose` names."""
    name = choose(x.shape, weight.shape, stride, padding, dilation, groups)
    return FORWARD[name](x, weight, stride, padding, dilation, groups)


def choose(x_shape, weight_shape, stride, padding, dilation, groups) -> str:
    """Return the name of the algorithm that "auto" takes. The limits are measured: see tests/benchmarks."""
    N, C_out, OH, OW = conv2d_output_shape(x_shape, weight_shape, stride, padding, dilation, groups)
    _, channels, *kernel = weight_shape
    if kernel == [1, 1] and not np.any(resolve_padding(padding, x_shape[2:], kernel, stride)):
        return "pointwise"
    if channels == 1 and groups >= 32 and OH * OW <= 14 * 14:
        return "depthwise"
    taps = min(channels, C_out // groups) * math.prod(kernel)
    if winograd.fits(kernel, stride) and taps >= 288 and _worth_transforming(N, OH, OW, dilation):
        return "winograd"
    if groups >= 8 and max(channels, C_out // groups) <= 16:
        return "shifted"
    return "tiled"


def _worth_transforming(N: int, OH: int, OW: int, dilation) -> bool:
    """Say whether there are pixels enough to pay for Winograd's transform of the weights, and few cut tiles."""
    covered = 16 * math.prod(pair(dilation)) * math.prod(winograd.count_tiles((OH, OW), dilation))
    return N * OH * OW >= 384 and covered <= 2 * OH * OW


def auto_backward(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    """Take the fastest way to either gradient."""
    dx = auto_dx(dy, weight, x.shape, stride, padding, dilation, groups)
    return dx, auto_dweight(dy, x, weight.shape, stride, padding, dilation, groups)


def auto_dweight(dy, x, weight_shape, stride, padding, dilation, groups) -> Array:
    """Take the algorithm that :func:`choose` names."""
    name = choose(x.shape, weight_shape, stride, padding, dilation, groups)
    return DWEIGHT[name](dy, x, weight_shape, stride, padding, dilation, groups)


def auto_dx(dy, weight, x_shape, stride, padding, dilation, groups) -> Array:
    """Gather dx by a convolution where the stride is 1, unless there are few outputs, else scatter it.

    At stride 1, a pixel of x was read by the first tap one output later than by the last: it collects from dy with
    the kernel turned by 180 degrees, over D * (K - 1) zeros on each side less those that the forward pass added.
    """
    C_out, channels, *kernel = weight.shape
    reach = [d * (k - 1) for d, k in zip(pair(dilation), kernel, strict=True)]
    sides = resolve_padding(padding, x_shape[2:], kernel, stride, dilation)
    turned_sides = tuple((r - before, r - after) for r, (before, after) in zip(reach, sides, strict=True))
    if pair(stride) != (1, 1) or np.min(turned_sides) < 0:
        name = choose(x_shape, weight.shape, stride, padding, dilation, groups)
        scatter = shifted.dx if name in ("depthwise", "shifted") else tiled.dx
        return scatter(dy, weight, x_shape, stride, padding, dilation, groups)
    turned = weight[:, :, ::-1, ::-1].reshape(groups, C_out // groups, channels, *kernel).swapaxes(1, 2)
    turned = turned.reshape(groups * channels, C_out // groups, *kernel)
    name = choose(dy.shape, turned.shape, 1, turned_sides, dilation, groups)
    if name == "tiled" and dy.size * groups <= 2 * C_out**2:  # to turn so many kernels takes longer than to scatter
        return tiled.dx(dy, weight, x_shape, stride, padding, dilation, groups)
    return FORWARD[name](dy, turned, 1, turned_sides, dilation, groups)


FORWARD = {
    "auto": auto,
    "loops": loops.forward,
    "im2col": im2col.forward,
    "tiled": tiled.forward,
    "shifted": shifted.forward,
    "winograd": winograd.forward,
    "pointwise": pointwise.forward,
    "depthwise": depthwise.forward,
}
DWEIGHT = {
    "tiled": tiled.dweight,
    "shifted": shifted.dweight,
    "winograd": winograd.dweight,
    "pointwise": pointwise.dweight,
    "depthwise": shifted.dweight,
}
BACKWARD = {
    "auto": auto_backward,
    "loops": loops.backward,
    "im2col": im2col.backward,
    "tiled": tiled.backward,
    "shifted": shifted.backward,
}
