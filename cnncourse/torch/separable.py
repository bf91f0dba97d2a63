"""Depthwise, pointwise and separable convolution in torch tensor operations: :func:`conv2d` in two cheaper steps.

Letters: N images, C channels, H x W pixels; m filters per channel of KH x KW taps; OH x OW output pixels;
S, D for stride and dilation.
"""

from __future__ import annotations

from torch import Tensor

from cnncourse.shapes import (
    Padding,
    Pair,
    depthwise_conv2d_output_shape,
    pointwise_conv2d_output_shape,
    separable_conv2d_output_shape,
)
from cnncourse.torch.arrays import common_float, read
from cnncourse.torch.convolution import conv2d, conv2d_backward


def depthwise_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Tensor:
    """Convolve each channel with filters of its own.

    ::

        y[n, c * m + j, oh, ow] = bias[c * m + j] + sum over kh, kw of
            x_padded[n, c, oh * SH + kh * DH, ow * SW + kw * DW] * weight[c * m + j, 0, kh, kw]

    It is :func:`conv2d` with groups=C.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        weight: filters (C * m, 1, KH, KW); m, the channel multiplier, filters for each channel.
        bias: (C * m,), or None for none.
        stride: step between windows, an integer or (vertical, horizontal), at least 1.
        padding: zeros around the images, any form that :func:`conv2d` takes.
        dilation: step between taps, an integer or (vertical, horizontal), at least 1.

    Returns:
        (N, C * m, OH, OW), OH and OW as in :func:`conv2d`.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        Chollet, Xception: Deep Learning with Depthwise Separable Convolutions (2017):
        https://arxiv.org/abs/1610.02357

        tf.nn.depthwise_conv2d has the same channels: https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d
    """
    x, weight = read("x", x), read("weight", weight)
    depthwise_conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation)
    return conv2d(x, weight, bias, stride, padding, dilation, groups=x.shape[1])


def depthwise_conv2d_backward(
    dy: Tensor,
    x: Tensor,
    weight: Tensor,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`depthwise_conv2d`.

    ::

        dx_padded[n, c, oh * SH + kh * DH, ow * SW + kw * DW] += dy[n, c * m + j, oh, ow] * weight[c * m + j, 0, kh, kw]
        dweight[c * m + j, 0, kh, kw] += dy[n, c * m + j, oh, ow] * x_padded[n, c, oh * SH + kh * DH, ow * SW + kw * DW]
        dbias[c * m + j] += dy[n, c * m + j, oh, ow]

    Args:
        dy: gradient of the loss with respect to the output, (N, C * m, OH, OW).
        x: images (N, C, H, W) as given to :func:`depthwise_conv2d`.
        weight: filters (C * m, 1, KH, KW) as given to :func:`depthwise_conv2d`.
        stride: as given to :func:`depthwise_conv2d`.
        padding: as given to :func:`depthwise_conv2d`.
        dilation: as given to :func:`depthwise_conv2d`.

    Returns:
        dx (N, C, H, W), dweight (C * m, 1, KH, KW), dbias (C * m,).

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        The derivative of the formula of Chollet, Xception: Deep Learning with Depthwise Separable Convolutions (2017):
        https://arxiv.org/abs/1610.02357
    """
    x, weight = read("x", x), read("weight", weight)
    depthwise_conv2d_output_shape(x.shape, weight.shape, stride, padding, dilation)
    return conv2d_backward(dy, x, weight, stride, padding, dilation, groups=x.shape[1])


def pointwise_conv2d(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Mix the channels of each pixel: a convolution with 1x1 kernels.

    ::

        y[n, f, h, w] = bias[f] + sum over c of x[n, c, h, w] * weight[f, c, 0, 0]

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        weight: filters (C_out, C, 1, 1).
        bias: (C_out,), or None for none.

    Returns:
        (N, C_out, H, W).

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        Lin, Chen and Yan, Network In Network (2014), section 3.1: https://arxiv.org/abs/1312.4400
    """
    x, weight = read("x", x), read("weight", weight)
    pointwise_conv2d_output_shape(x.shape, weight.shape)
    return conv2d(x, weight, bias)


def pointwise_conv2d_backward(dy: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`pointwise_conv2d`.

    ::

        dx[n, c, h, w] = sum over f of dy[n, f, h, w] * weight[f, c, 0, 0]
        dweight[f, c, 0, 0] = sum over n, h, w of dy[n, f, h, w] * x[n, c, h, w]
        dbias[f] = sum over n, h, w of dy[n, f, h, w]

    Args:
        dy: gradient of the loss with respect to the output, (N, C_out, H, W).
        x: images (N, C, H, W) as given to :func:`pointwise_conv2d`.
        weight: filters (C_out, C, 1, 1) as given to :func:`pointwise_conv2d`.

    Returns:
        dx (N, C, H, W), dweight (C_out, C, 1, 1), dbias (C_out,).

    Raises:
        ValueError: the shapes do not fit together.

    Source:
        The derivative of the formula of Lin, Chen and Yan, Network In Network (2014), section 3.1: https://arxiv.org/abs/1312.4400
    """
    x, weight = read("x", x), read("weight", weight)
    pointwise_conv2d_output_shape(x.shape, weight.shape)
    return conv2d_backward(dy, x, weight)


def separable_conv2d(
    x: Tensor,
    depthwise_weight: Tensor,
    pointwise_weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> Tensor:
    """Convolve each channel on its own, then mix the channels of each pixel.

    ::

        middle = depthwise_conv2d(x, depthwise_weight, None, stride, padding, dilation)
        y = pointwise_conv2d(middle, pointwise_weight, bias)

    There is nothing between the two steps, neither a bias nor an activation.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        depthwise_weight: (C * m, 1, KH, KW).
        pointwise_weight: (C_out, C * m, 1, 1).
        bias: (C_out,), or None for none.
        stride: of the depthwise step, an integer or (vertical, horizontal), at least 1.
        padding: of the depthwise step, any form that :func:`conv2d` takes.
        dilation: of the depthwise step, an integer or (vertical, horizontal), at least 1.

    Returns:
        (N, C_out, OH, OW), OH and OW as in :func:`conv2d`.

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        Chollet, Xception: Deep Learning with Depthwise Separable Convolutions (2017):
        https://arxiv.org/abs/1610.02357

        Howard et al., MobileNets (2017), section 3.1, which has batch normalization and ReLU after either step:
        https://arxiv.org/abs/1704.04861
    """
    dtype, (x, depthwise, pointwise, bias) = common_float(
        x=x, depthwise_weight=depthwise_weight, pointwise_weight=pointwise_weight, bias=bias, optional=["bias"]
    )
    separable_conv2d_output_shape(x.shape, depthwise.shape, pointwise.shape, stride, padding, dilation)
    middle = depthwise_conv2d(x, depthwise, None, stride, padding, dilation)
    return pointwise_conv2d(middle, pointwise, bias).to(dtype)


def separable_conv2d_backward(
    dy: Tensor,
    x: Tensor,
    depthwise_weight: Tensor,
    pointwise_weight: Tensor,
    stride: int | Pair = 1,
    padding: Padding = 0,
    dilation: int | Pair = 1,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, both weights and bias of :func:`separable_conv2d`.

    The depthwise step is computed again, then both steps are walked backwards:

    ::

        dmiddle, dpointwise_weight, dbias = pointwise_conv2d_backward(dy, middle, pointwise_weight)
        dx, ddepthwise_weight, _ = depthwise_conv2d_backward(dmiddle, x, depthwise_weight, stride, padding, dilation)

    Args:
        dy: gradient of the loss with respect to the output, (N, C_out, OH, OW).
        x: images (N, C, H, W) as given to :func:`separable_conv2d`.
        depthwise_weight: (C * m, 1, KH, KW).
        pointwise_weight: (C_out, C * m, 1, 1).
        stride: as given to :func:`separable_conv2d`.
        padding: as given to :func:`separable_conv2d`.
        dilation: as given to :func:`separable_conv2d`.

    Returns:
        dx (N, C, H, W), ddepthwise_weight (C * m, 1, KH, KW), dpointwise_weight (C_out, C * m, 1, 1),
        dbias (C_out,).

    Raises:
        ValueError: the shapes do not fit together, or an argument is out of range.

    Source:
        The derivative of the formula of Chollet, Xception: Deep Learning with Depthwise Separable Convolutions (2017):
        https://arxiv.org/abs/1610.02357
    """
    dtype, (dy, x, depthwise, pointwise) = common_float(
        dy=dy, x=x, depthwise_weight=depthwise_weight, pointwise_weight=pointwise_weight
    )
    separable_conv2d_output_shape(x.shape, depthwise.shape, pointwise.shape, stride, padding, dilation)
    middle = depthwise_conv2d(x, depthwise, None, stride, padding, dilation)
    dmiddle, dpointwise, dbias = pointwise_conv2d_backward(dy, middle, pointwise)
    dx, ddepthwise, _ = depthwise_conv2d_backward(dmiddle, x, depthwise, stride, padding, dilation)
    return dx.to(dtype), ddepthwise.to(dtype), dpointwise.to(dtype), dbias.to(dtype)
