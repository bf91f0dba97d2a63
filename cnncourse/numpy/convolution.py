"""Convolution in NumPy: the definition, and the matrix product that is much faster.

Like every framework, "convolution" here is cross-correlation: the kernel is not flipped.

Letters: N images, C channels, H x W pixels; C_out filters of KH x KW taps; OH x OW output pixels; G groups;
S, D for stride and dilation. Small letters are indices: n, f (the filter), oh, ow, kh, kw.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from cnncourse.shapes import (
    Padding,
    Pair,
    Sides,
    conv2d_output_shape,
    im2col_shape,
    output_size,
    pair,
    require_shape,
    resolve_padding,
)

Array = NDArray[Any]


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> Array:
    """Slide each filter over the images and sum the products.

    ::

        y[n, f, oh, ow] = bias[f] + sum over c, kh, kw of
            x_padded[n, g * C/G + c, oh * SH + kh * DH, ow * SW + kw * DW] * weight[f, c, kh, kw]

    where g = f // (C_out / G) is the group of filter f.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        weight: filters (C_out, C/groups, KH, KW).
        bias: (C_out,), or None for none.
        stride: step between windows, an integer or (vertical, horizontal), at least 1.
        padding: zeros around the images: an integer, (vertical, horizontal), ((top, bottom), (left, right)),
            "same" or "valid". "same" gives ceil(H / SH) rows; of an odd number of zeros, the extra one goes
            to the bottom and to the right. torch.nn.functional.conv2d has "same" for stride 1 only.
        dilation: step between taps, an integer or (vertical, horizontal), at least 1.
        groups: blocks of channels that do not see each other; divides C and C_out.
        algorithm: "loops" (the definition), "im2col" (one matrix product) or "auto" (im2col).

    Returns:
        (N, C_out, OH, OW), where OH = floor((H + top + bottom - DH * (KH - 1) - 1) / SH) + 1. The dtype is
        that of the arguments: float32 stays float32, mixed ones follow ``np.result_type``.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        torch.nn.functional.conv2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006), for
        "im2col": https://inria.hal.science/inria-00112631
    """
    forward = _choose(FORWARD, algorithm)
    x, weight, bias = _common_float(x, weight, bias)
    _, C_out, _, _ = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    if bias is not None:
        require_shape("bias", bias.shape, (C_out,), "one value per filter")
    y = forward(x, weight, stride, padding, dilation, groups)
    return y if bias is None else y + bias.reshape(1, C_out, 1, 1)


def conv2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`conv2d`.

    Each output value is a sum of products x * weight. So it sends dy * weight to each x that it read,
    and dy * x to each weight that it used; what arrives from several outputs adds up:

    ::

        dx_padded[n, g * C/G + c, oh * SH + kh * DH, ow * SW + kw * DW] += dy[n, f, oh, ow] * weight[f, c, kh, kw]
        dweight[f, c, kh, kw] += dy[n, f, oh, ow] * x_padded[n, g * C/G + c, oh * SH + kh * DH, ow * SW + kw * DW]
        dbias[f] += dy[n, f, oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C_out, OH, OW).
        x: images (N, C, H, W) as given to :func:`conv2d`.
        weight: filters (C_out, C/groups, KH, KW).
        stride: as given to :func:`conv2d`.
        padding: as given to :func:`conv2d`.
        dilation: as given to :func:`conv2d`.
        groups: as given to :func:`conv2d`.
        algorithm: "loops" (the definition), "im2col" (matrix products) or "auto" (im2col).

    Returns:
        dx (N, C, H, W), dweight (C_out, C/groups, KH, KW), dbias (C_out,). Pixels that no window
        reached get 0.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631
    """
    backward = _choose(BACKWARD, algorithm)
    dy, x, weight = _common_float(dy, x, weight)
    y_shape = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    require_shape("dy", dy.shape, y_shape, "the shape of conv2d(x, weight, ...)")
    dx, dweight = backward(dy, x, weight, stride, padding, dilation, groups)
    return dx, dweight, dy.sum(axis=(0, 2, 3))


def im2col(
    x: Array,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Copy each window of the images into a column.

    ::

        columns[n, (c * KH + kh) * KW + kw, oh * OW + ow] = x_padded[n, c, oh * SH + kh * DH, ow * SW + kw * DW]

    Args:
        x: images (N, C, H, W). Values are copied, nothing is computed: integers stay integers.
        kernel_size: KH and KW, an integer or a pair.
        stride: step between windows, an integer or (vertical, horizontal).
        padding: zeros around the images, any form that :func:`conv2d` takes.
        dilation: step between taps, an integer or (vertical, horizontal).

    Returns:
        (N, C * KH * KW, OH * OW), a new array. Overlapping windows repeat pixels: it can be KH * KW
        times as large as x.

    Raises:
        ValueError: x is not 4-D, an argument is out of range, or the kernel does not fit.

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631. The order of rows and columns is that of torch.nn.Unfold.
    """
    x = np.asarray(x)
    shape = im2col_shape(x.shape, kernel_size, stride, padding, dilation)
    return _windows(x, kernel_size, stride, padding, dilation).copy().reshape(shape)


def col2im(
    columns: Array,
    input_shape: tuple[int, int, int, int],
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Add each column back to the pixels that :func:`im2col` took it from.

    ::

        x_padded[n, c, oh * SH + kh * DH, ow * SW + kw * DW] += columns[n, (c * KH + kh) * KW + kw, oh * OW + ow]

    This is the adjoint (the transposed linear map) of :func:`im2col`, not its inverse: a pixel that lies in
    three windows comes back three times.

    Args:
        columns: (N, C * KH * KW, OH * OW).
        input_shape: (N, C, H, W) of the images.
        kernel_size: as given to :func:`im2col`.
        stride: as given to :func:`im2col`.
        padding: as given to :func:`im2col`.
        dilation: as given to :func:`im2col`.

    Returns:
        (N, C, H, W). What falls on the padding is dropped.

    Raises:
        ValueError: ``columns`` does not fit the other arguments.

    Source:
        torch.nn.Fold: https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
    """
    expected = im2col_shape(input_shape, kernel_size, stride, padding, dilation, "input_shape")
    (columns,) = _common_float(columns)
    require_shape("columns", columns.shape, expected, "(N, C*KH*KW, OH*OW) of these arguments")
    N, C, H, W = input_shape
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), kernel_size, stride, dilation)
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    taps = columns.reshape(N, C, KH, KW, OH, OW)
    x = np.zeros((N, C, top + H + bottom, left + W + right), columns.dtype)
    for kh, kw in np.ndindex(KH, KW):  # pixels of one tap are all different, so += over a slice loses nothing
        x[:, :, kh * DH : kh * DH + OH * SH : SH, kw * DW : kw * DW + OW * SW : SW] += taps[:, :, kh, kw]
    return x[:, :, top : top + H, left : left + W]


def _conv2d_loops(x, weight, stride, padding, dilation, groups) -> Array:
    y = np.zeros(conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups), x.dtype)
    x = _pad(x, resolve_padding(padding, x.shape[2:], weight.shape[2:], stride, dilation))
    for n, f, oh, ow in np.ndindex(y.shape):
        window = _window(f, oh, ow, weight.shape, stride, dilation, groups)
        y[n, f, oh, ow] = np.sum(x[n][window] * weight[f])
    return y


def _conv2d_backward_loops(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    H, W = x.shape[2:]
    sides = resolve_padding(padding, (H, W), weight.shape[2:], stride, dilation)
    (top, _), (left, _) = sides
    x = _pad(x, sides)
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


def _conv2d_im2col(x, weight, stride, padding, dilation, groups) -> Array:
    C_out, channels, KH, KW = weight.shape
    windows = _windows(x, (KH, KW), stride, padding, dilation)
    N, _, _, _, OH, OW = windows.shape
    columns = windows.reshape(N, groups, channels * KH * KW, OH * OW)  # the one copy
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    return np.matmul(filters, columns).reshape(N, C_out, OH, OW)


def _conv2d_backward_im2col(dy, x, weight, stride, padding, dilation, groups) -> tuple[Array, Array]:
    C_out, channels, KH, KW = weight.shape
    windows = _windows(x, (KH, KW), stride, padding, dilation)
    N, C, _, _, OH, OW = windows.shape
    columns = windows.reshape(N, groups, channels * KH * KW, OH * OW)
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    dy = dy.reshape(N, groups, C_out // groups, OH * OW)

    dfilters = np.zeros_like(filters)
    for n in range(N):  # one image at a time: the products of a whole batch would need N times the memory
        dfilters += np.matmul(dy[n], columns[n].swapaxes(1, 2))
    dcolumns = np.matmul(filters.swapaxes(1, 2), dy).reshape(N, C * KH * KW, OH * OW)
    return col2im(dcolumns, x.shape, (KH, KW), stride, padding, dilation), dfilters.reshape(weight.shape)


def _windows(x: Array, kernel_size, stride, padding, dilation) -> Array:
    """Return a view (N, C, KH, KW, OH, OW) of the padded x: what each tap meets at each output pixel."""
    N, C, H, W = x.shape
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    x = _pad(x, resolve_padding(padding, (H, W), kernel_size, stride, dilation))
    n, c, h, w = x.strides
    return as_strided(x, (N, C, KH, KW, OH, OW), (n, c, h * DH, w * DW, h * SH, w * SW), writeable=False)


def _pad(x: Array, sides: Sides) -> Array:
    return np.pad(x, ((0, 0), (0, 0), *sides)) if np.any(sides) else x


def _common_float(*arrays: Any) -> list[Any]:
    """Return the arrays in one floating dtype, integers as float64; None stays None."""
    found = [array if array is None else np.asarray(array) for array in arrays]
    dtype = np.result_type(*(array for array in found if array is not None))
    if dtype.kind in "biu":
        dtype = np.dtype(np.float64)
    if dtype.kind != "f":
        raise ValueError(f"the arrays must hold real numbers, but their common dtype is {dtype}")
    return [array if array is None else array.astype(dtype, copy=False) for array in found]


def _choose(algorithms: dict[str, Callable], name: str) -> Callable:
    if name == "auto":
        name = "im2col"
    if name not in algorithms:
        names = ", ".join(f'"{known}"' for known in ("auto", *algorithms))
        raise ValueError(f"algorithm must be one of {names}, but is {name!r}")
    return algorithms[name]


FORWARD = {"loops": _conv2d_loops, "im2col": _conv2d_im2col}
BACKWARD = {"loops": _conv2d_backward_loops, "im2col": _conv2d_backward_im2col}
