"""Convolution in torch tensor operations: no call of ``torch.nn.functional.conv2d``.

Everything here runs on the device of its arguments and can be differentiated by autograd.

Letters: N images, C channels, H x W pixels; C_out filters of KH x KW taps; OH x OW output pixels; G groups;
S, D for stride and dilation.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from cnncourse.shapes import (
    Padding,
    Pair,
    conv2d_output_shape,
    conv_transpose2d_output_shape,
    im2col_shape,
    output_size,
    pair,
    require_shape,
    resolve_padding,
)
from cnncourse.torch.arrays import common_float, read


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Slide each filter over the images and sum the products, as one matrix product of filters and windows.

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

    Returns:
        (N, C_out, OH, OW), where OH = floor((H + top + bottom - DH * (KH - 1) - 1) / SH) + 1, on the
        device and in the dtype of the arguments. float16 and bfloat16 are summed in float32.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Example:
        >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
        >>> weight = torch.arange(4.0).reshape(1, 1, 2, 2).requires_grad_()
        >>> conv2d(x, weight).sum().backward()  # autograd finds the way back by itself
        >>> weight.grad[0, 0]
        tensor([[ 8., 12.],
                [20., 24.]])

    Source:
        torch.nn.functional.conv2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631
    """
    dtype, (x, weight, bias) = common_float(x=x, weight=weight, bias=bias, optional=["bias"])
    N, C_out, OH, OW = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    if bias is not None:
        require_shape("bias", bias.shape, (C_out,), "one value per filter")
    if N == 0:
        return _no_images((N, C_out, OH, OW), x, weight, bias).to(dtype)
    _, channels, KH, KW = weight.shape
    windows = _windows(x, (KH, KW), stride, padding, dilation)
    columns = windows.reshape(N, groups, channels * KH * KW, OH * OW)  # the one copy
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    y = torch.matmul(filters, columns).reshape(N, C_out, OH, OW)
    return (y if bias is None else y + bias.reshape(1, C_out, 1, 1)).to(dtype)


def conv2d_backward(
    dy: Tensor,
    x: Tensor,
    weight: Tensor,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`conv2d`, without autograd.

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

    Returns:
        dx (N, C, H, W), dweight (C_out, C/groups, KH, KW), dbias (C_out,). Pixels that no window
        reached get 0.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Example:
        >>> x = torch.arange(9.0).reshape(1, 1, 3, 3)
        >>> weight = torch.arange(4.0).reshape(1, 1, 2, 2)
        >>> dx, dweight, dbias = conv2d_backward(torch.ones(1, 1, 2, 2), x, weight)
        >>> dweight[0, 0]
        tensor([[ 8., 12.],
                [20., 24.]])

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631
    """
    dtype, (dy, x, weight) = common_float(dy=dy, x=x, weight=weight)
    y_shape = conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation, groups)
    require_shape("dy", dy.shape, y_shape, "the shape of conv2d(x, weight, ...)")
    N, C_out, OH, OW = y_shape
    if N == 0:
        return torch.zeros_like(x, dtype=dtype), torch.zeros_like(weight, dtype=dtype), dy.sum(dim=(0, 2, 3)).to(dtype)
    _, channels, KH, KW = weight.shape
    windows = _windows(x, (KH, KW), stride, padding, dilation)
    columns = windows.reshape(N, groups, channels * KH * KW, OH * OW)
    filters = weight.reshape(groups, C_out // groups, channels * KH * KW)
    dgrouped = dy.reshape(N, groups, C_out // groups, OH * OW)

    dweight = torch.einsum("ngfp,ngkp->gfk", dgrouped, columns).reshape(weight.shape)
    dcolumns = torch.matmul(filters.mT, dgrouped).reshape(N, groups * channels * KH * KW, OH * OW)
    dx = col2im(dcolumns, x.shape, (KH, KW), stride, padding, dilation)
    return dx.to(dtype), dweight.to(dtype), dy.sum(dim=(0, 2, 3)).to(dtype)


def conv_transpose2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> Tensor:
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

    Source:
        torch.nn.functional.conv_transpose2d:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html

        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), chapter 4:
        https://arxiv.org/abs/1603.07285
    """
    dtype, (x, weight, bias) = common_float(x=x, weight=weight, bias=bias, optional=["bias"])
    y_shape = conv_transpose2d_output_shape(x.shape, weight.shape, stride, padding, output_padding, groups, dilation)
    if bias is not None:
        require_shape("bias", bias.shape, y_shape[1:2], "one value per output channel")
    if len(x) == 0:
        return _no_images(y_shape, x, weight, bias).to(dtype)
    x = _as_output_of(y_shape, x, weight, stride, padding, dilation)
    N, C, H, W = x.shape
    filters = weight.reshape(groups, C // groups, math.prod(weight.shape[1:]))
    columns = torch.matmul(filters.mT, x.reshape(N, groups, C // groups, H * W)).flatten(1, 2)
    y = col2im(columns, y_shape, (weight.shape[2], weight.shape[3]), stride, padding, dilation)
    return (y if bias is None else y + bias.reshape(1, -1, 1, 1)).to(dtype)


def conv_transpose2d_backward(
    dy: Tensor,
    x: Tensor,
    weight: Tensor,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> tuple[Tensor, Tensor, Tensor]:
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

    Source:
        Dumoulin and Visin, A guide to convolution arithmetic for deep learning (2016), section 4.1:
        https://arxiv.org/abs/1603.07285
    """
    dtype, (dy, x, weight) = common_float(dy=dy, x=x, weight=weight)
    y_shape = conv_transpose2d_output_shape(x.shape, weight.shape, stride, padding, output_padding, groups, dilation)
    require_shape("dy", dy.shape, y_shape, "the shape of conv_transpose2d(x, weight, ...)")
    if len(x) == 0:
        return torch.zeros_like(x, dtype=dtype), torch.zeros_like(weight, dtype=dtype), dy.sum(dim=(0, 2, 3)).to(dtype)
    _, _, H, W = x.shape
    x = _as_output_of(y_shape, x, weight, stride, padding, dilation)
    dx = conv2d(dy, weight, None, stride, padding, dilation, groups)[:, :, :H, :W]
    _, dweight, _ = conv2d_backward(x, dy, weight, stride, padding, dilation, groups)
    return dx.to(dtype), dweight.to(dtype), dy.sum(dim=(0, 2, 3)).to(dtype)


def im2col(
    x: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Tensor:
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

    Source:
        Chellapilla et al., High Performance Convolutional Neural Networks for Document Processing (2006):
        https://inria.hal.science/inria-00112631. The order of rows and columns is that of torch.nn.Unfold.
    """
    x = read("x", x)
    shape = im2col_shape(x.shape, kernel_size, stride, padding, dilation)
    return _windows(x, kernel_size, stride, padding, dilation).reshape(shape)


def col2im(
    columns: Tensor,
    input_shape: tuple[int, int, int, int] | torch.Size,
    kernel_size: int | Pair,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Tensor:
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
    dtype, (columns,) = common_float(columns=columns)
    require_shape("columns", columns.shape, expected, "(N, C*KH*KW, OH*OW) of these arguments")
    N, C, H, W = input_shape
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), kernel_size, stride, dilation)
    OH, OW = output_size((H, W), kernel_size, stride, padding, dilation)
    taps = columns.reshape(N, C, KH, KW, OH, OW)
    x = columns.new_zeros(N, C, top + H + bottom, left + W + right)
    for kh in range(KH):
        for kw in range(KW):  # pixels of one tap are all different, so += over a slice loses nothing
            x[:, :, kh * DH : kh * DH + OH * SH : SH, kw * DW : kw * DW + OW * SW : SW] += taps[:, :, kh, kw]
    return x[:, :, top : top + H, left : left + W].to(dtype)


def _windows(x: Tensor, kernel_size, stride, padding, dilation) -> Tensor:
    """Return a view (N, C, KH, KW, OH, OW) of a padded copy of x: what each tap meets at each output pixel."""
    (KH, KW), (SH, SW), (DH, DW) = pair(kernel_size), pair(stride), pair(dilation)
    H, W = x.shape[2:]
    (top, bottom), (left, right) = resolve_padding(padding, (H, W), kernel_size, stride, dilation)
    x = F.pad(x, (left, right, top, bottom))  # a copy, even without padding
    windows = x.unfold(2, DH * (KH - 1) + 1, SH).unfold(3, DW * (KW - 1) + 1, SW)  # (N, C, OH, OW, span, span)
    return windows[..., ::DH, ::DW].permute(0, 1, 4, 5, 2, 3)


def _no_images(y_shape, *arguments: Tensor | None) -> Tensor:
    """Return an output without images, tied to the arguments: so that their gradients are 0 and not missing."""
    total = torch.stack([argument.sum() for argument in arguments if argument is not None]).sum()
    return total.expand(y_shape).clone()


def _as_output_of(y_shape, x, weight, stride, padding, dilation) -> Tensor:
    """Return x, with zeros for windows that only an output_padding as large as the stride makes room for."""
    OH, OW = output_size(y_shape[2:], tuple(weight.shape[2:]), stride, padding, dilation)
    return F.pad(x, (0, OW - x.shape[3], 0, OH - x.shape[2]))
