"""Convolution in NumPy: the definition, and the matrix product that is much faster.

Like every framework, "convolution" here is cross-correlation: the kernel is not flipped.

Letters: N images, C channels, H x W pixels; C_out filters of KH x KW taps; OH x OW output pixels; G groups;
S, D for stride and dilation. Small letters are indices: n, f (the filter), oh, ow, kh, kw.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cnncourse.numpy import algorithms
from cnncourse.numpy.arrays import Array, common_float, read
from cnncourse.shapes import (
    Padding,
    Pair,
    conv2d_output_shape,
    conv_transpose2d_output_shape,
    im2col_shape,
    output_size,
    pair,
    require_shape,
)


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
        algorithm: "loops" (the definition), "im2col" (one matrix product), "tiled" (im2col a few rows at a
            time, in little memory), "shifted" (KW copies of the images, a matrix product, KH sums), "winograd"
            (kernels of 3 to 5 rows and columns, of stride 1), "pointwise" (1x1 kernels without padding),
            "depthwise" (one channel per group); or "auto", which takes

            - ``"pointwise"`` wherever it can,
            - ``"depthwise"`` wherever it can, from 32 groups on, for outputs of 14 * 14 pixels at most,
            - ``"winograd"`` wherever it can, if KH * KW * C/groups and KH * KW * C_out/groups are 288 at least, the
              batch has 384 output pixels at least, and these fill half of the tiles of (4 * DH) x (4 * DW) at least,
            - ``"shifted"`` from 8 groups on, of 16 channels and 16 filters at most,
            - ``"tiled"`` otherwise.

    Returns:
        (N, C_out, OH, OW), where OH = floor((H + top + bottom - DH * (KH - 1) - 1) / SH) + 1. The dtype is
        that of the arguments: float32 stays float32, mixed ones follow ``np.result_type``. In float32 "winograd"
        is off by about 1e-5 of the largest output (the others by about 1e-6), and one inf or NaN in x spreads
        to the whole tiles that see it.

    Raises:
        ValueError: the shapes do not fit together, an argument is out of range, or the algorithm is not made
            for these arguments.

    Example:
        >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
        >>> weight = np.arange(4.0).reshape(1, 1, 2, 2)
        >>> conv2d(x, weight)[0, 0]  # 0*0 + 1*1 + 3*2 + 4*3 = 19
        array([[19., 25.],
               [37., 43.]])

    Source:
        torch.nn.functional.conv2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

        Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2015), for "winograd":
        https://arxiv.org/abs/1509.09308

        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006), for
        "im2col": https://inria.hal.science/inria-00112631
    """
    forward = _choose(algorithms.FORWARD, algorithm)
    x, weight, bias = common_float(x=x, weight=weight, bias=bias, optional=["bias"])
    y_shape = N, C_out, _, _ = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    if bias is not None:
        require_shape("bias", bias.shape, (C_out,), "one value per filter")
    if N == 0:
        return np.zeros(y_shape, x.dtype)
    y = forward(x, weight, stride, padding, dilation, groups)
    if bias is not None:
        y += bias.reshape(1, C_out, 1, 1)
    return y


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
        algorithm: "loops" (the definition), "im2col" (matrix products), "tiled" (in little memory), "shifted"
            (copies in one direction, sums in the other), or "auto": dweight takes the algorithm that "auto" of
            :func:`conv2d` would; so does dx at stride 1, where it is itself a convolution, of dy with the kernels
            turned by 180 degrees. As there, "winograd" is off by about 1e-5 of the largest value in float32.

    Returns:
        dx (N, C, H, W), dweight (C_out, C/groups, KH, KW), dbias (C_out,). Pixels that no window
        reached get 0.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Example:
        >>> x = np.arange(9.0).reshape(1, 1, 3, 3)
        >>> weight = np.arange(4.0).reshape(1, 1, 2, 2)
        >>> dx, dweight, dbias = conv2d_backward(np.ones((1, 1, 2, 2)), x, weight)
        >>> dx[0, 0]  # the centre was in all four windows: 0 + 1 + 2 + 3
        array([[0., 1., 1.],
               [2., 6., 4.],
               [2., 5., 3.]])

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631
    """
    backward = _choose(algorithms.BACKWARD, algorithm)
    dy, x, weight = common_float(dy=dy, x=x, weight=weight)
    y_shape = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    require_shape("dy", dy.shape, y_shape, "the shape of conv2d(x, weight, ...)")
    if len(x) == 0:
        return np.zeros_like(x), np.zeros_like(weight), _sum_per_filter(dy)
    dx, dweight = backward(dy, x, weight, stride, padding, dilation, groups)
    return dx, dweight, _sum_per_filter(dy)


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> Array:
    """Turn the shapes of :func:`conv2d` round: each pixel of x paints its multiple of the kernel into the output.

    ::

        y_padded[n, g * C_out/G + f, h * SH + kh * DH, w * SW + kw * DW] += x[n, c, h, w] * weight[c, f, kh, kw]
        y = y_padded without PH rows at the top and bottom and PW columns at the left and right, plus bias

    where g = c // (C / G) is the group of channel c. As a linear map of x this is the transpose of the convolution
    of y with the same weight, not its inverse: it is what :func:`conv2d_backward` does to dy.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        weight: (C, C_out/groups, KH, KW): the first axis goes with the channels of x.
        bias: (C_out,), or None for none.
        stride: step between the places where neighbouring pixels paint, an integer or (vertical, horizontal).
        padding: rows and columns that are cut off each side of the output, an integer or (vertical, horizontal).
        output_padding: rows and columns that the output has in addition, at the bottom and at the right; less
            than the stride or less than the dilation.
        groups: blocks of channels that do not see each other; divides C.
        dilation: step between taps, an integer or (vertical, horizontal), at least 1.

    Returns:
        (N, C_out, OH, OW), where OH = (H - 1) * SH - 2 * PH + DH * (KH - 1) + 1 + output_padding.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Example:
        >>> x, weight = np.array([[[[1.0, 2.0]]]]), np.array([[[[1.0, 2.0, 3.0]]]])
        >>> conv_transpose2d(x, weight)[0, 0]  # 1, 2, 3 and, one further, 2, 4, 6
        array([[1., 4., 7., 6.]])

    Source:
        torch.nn.functional.conv_transpose2d:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html

        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4:
        https://arxiv.org/abs/1603.07285
    """
    x, weight, bias = common_float(x=x, weight=weight, bias=bias, optional=["bias"])
    y_shape = conv_transpose2d_output_shape(x.shape, weight.shape, stride, padding, output_padding, groups, dilation)
    if bias is not None:
        require_shape("bias", bias.shape, y_shape[1:2], "one value per output channel")
    if len(x) == 0:
        return np.zeros(y_shape, x.dtype)
    x = _as_output_of(y_shape, x, weight, stride, padding, dilation)
    y = algorithms.auto_dx(x, weight, y_shape, stride, padding, dilation, groups)
    if bias is not None:
        y += bias.reshape(1, -1, 1, 1)
    return y


def conv_transpose2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> tuple[Array, Array, Array]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`conv_transpose2d`.

    The transpose of the transpose is the convolution itself:

    ::

        dx = conv2d(dy, weight, stride=stride, padding=padding, dilation=dilation, groups=groups)
        dweight[c, f, kh, kw] += x[n, c, h, w] * dy_padded[n, g * C_out/G + f, h * SH + kh * DH, w * SW + kw * DW]
        dbias[f] += dy[n, f, oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C_out, OH, OW).
        x: images (N, C, H, W) as given to :func:`conv_transpose2d`.
        weight: (C, C_out/groups, KH, KW) as given to :func:`conv_transpose2d`.
        stride: as given to :func:`conv_transpose2d`.
        padding: as given to :func:`conv_transpose2d`.
        output_padding: as given to :func:`conv_transpose2d`.
        groups: as given to :func:`conv_transpose2d`.
        dilation: as given to :func:`conv_transpose2d`.

    Returns:
        dx (N, C, H, W), dweight (C, C_out/groups, KH, KW), dbias (C_out,).

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Example:
        >>> x, weight = np.array([[[[1.0, 2.0]]]]), np.array([[[[1.0, 2.0, 3.0]]]])
        >>> dx, dweight, dbias = conv_transpose2d_backward(np.ones((1, 1, 1, 4)), x, weight)
        >>> dx[0, 0], dweight[0, 0], dbias
        (array([[6., 6.]]), array([[3., 3., 3.]]), array([4.]))

    Source:
        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 4.1:
        https://arxiv.org/abs/1603.07285
    """
    dy, x, weight = common_float(dy=dy, x=x, weight=weight)
    y_shape = conv_transpose2d_output_shape(x.shape, weight.shape, stride, padding, output_padding, groups, dilation)
    require_shape("dy", dy.shape, y_shape, "the shape of conv_transpose2d(x, weight, ...)")
    if len(x) == 0:
        return np.zeros_like(x), np.zeros_like(weight), _sum_per_filter(dy)
    _, _, H, W = x.shape
    x = _as_output_of(y_shape, x, weight, stride, padding, dilation)
    dx = algorithms.auto(dy, weight, stride, padding, dilation, groups)[:, :, :H, :W]
    dweight = algorithms.auto_dweight(x, dy, weight.shape, stride, padding, dilation, groups)
    return dx, dweight, _sum_per_filter(dy)


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
        (N, C * KH * KW, OH * OW), in memory of its own. Overlapping windows repeat pixels: it can be KH * KW
        times as large as x.

    Raises:
        ValueError: x is not 4-D, an argument is out of range, or the kernel does not fit.

    Example:
        >>> im2col(np.arange(9).reshape(1, 1, 3, 3), kernel_size=2)[0]  # the first column: 0, 1 and, below, 3, 4
        array([[0, 1, 3, 4],
               [1, 2, 4, 5],
               [3, 4, 6, 7],
               [4, 5, 7, 8]])

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631. The order of rows and columns is that of torch.nn.Unfold.
    """
    x = read("x", x)
    shape = im2col_shape(x.shape, kernel_size, stride, padding, dilation)
    return algorithms.im2col.windows(x, kernel_size, stride, padding, dilation).copy().reshape(shape)


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

    Example:
        >>> columns = im2col(np.ones((1, 1, 3, 3)), kernel_size=2)
        >>> col2im(columns, (1, 1, 3, 3), kernel_size=2)[0, 0]  # how many windows each pixel is in
        array([[1., 2., 1.],
               [2., 4., 2.],
               [1., 2., 1.]])

    Source:
        torch.nn.Fold: https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
    """
    expected = im2col_shape(input_shape, kernel_size, stride, padding, dilation, "input_shape")
    (columns,) = common_float(columns=columns)
    require_shape("columns", columns.shape, expected, "(N, C*KH*KW, OH*OW) of these arguments")
    N, C, H, W = input_shape
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    taps = columns.reshape(N, C, *pair(kernel_size), OH, OW)
    return algorithms.im2col.add_windows(taps, (N, C, H, W), stride, padding, dilation)


def _sum_per_filter(dy: Array) -> Array:
    """Return the sums over images and pixels. A product with ones is several times faster than numpy.sum."""
    N, C_out, OH, OW = dy.shape
    return (dy.reshape(N, C_out, OH * OW) @ np.ones(OH * OW, dy.dtype)).sum(axis=0)


def _as_output_of(y_shape, x, weight, stride, padding, dilation) -> Array:
    """Return x, with zeros for windows that only an output_padding as large as the stride makes room for."""
    OH, OW = output_size(y_shape[2:], weight.shape[2:], stride, padding, dilation)
    _, _, H, W = x.shape
    return np.pad(x, ((0, 0), (0, 0), (0, OH - H), (0, OW - W))) if (OH, OW) != (H, W) else x


def _choose(known: dict[str, Callable], name: str) -> Callable:
    if name not in tuple(known):
        names = ", ".join(f'"{other}"' for other in known)
        raise ValueError(f"algorithm must be one of {names}, but is {name!r}")
    return known[name]
