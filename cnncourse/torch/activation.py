"""Activation functions in torch tensor operations, each with its gradient: no call of the functions of torch.

Only tanh is torch's own: like exp, it is a function of mathematics. Everything here runs on the device of its
arguments and can be differentiated by autograd. 16-bit floats are computed in float32.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from cnncourse.arguments import require_axis
from cnncourse.shapes import require_shape
from cnncourse.torch.arrays import common_float


def relu(x: Tensor) -> Tensor:
    """Keep positive numbers, and replace negative ones by 0.

    ::

        y = max(x, 0)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from 0 on.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012),
        section 3.1: https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks
    """
    dtype, (x,) = common_float(x=x)
    return torch.where(x <= 0, 0, x).to(dtype)  # NaN is not <= 0, and stays


def relu_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`relu`.

    ::

        dx = dy where x > 0, else 0

    At x = 0 the function has a kink. The gradient there is 0, as in torch.

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`relu`.

    Returns:
        dx, the shape of x.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        torch.nn.functional.relu: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    return torch.where(x <= 0, 0, dy).to(dtype)  # NaN is not <= 0


def relu6(x: Tensor) -> Tensor:
    """Clip to the range from 0 to 6.

    ::

        y = min(max(x, 0), 6)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from 0 to 6.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks (2018), section 4:
        https://arxiv.org/abs/1801.04381
    """
    y = relu(x)
    return torch.where(y >= 6, 6, y)


def relu6_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`relu6`.

    ::

        dx = dy where 0 < x < 6, else 0

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`relu6`.

    Returns:
        dx, the shape of x. It is 0 at both kinks, x = 0 and x = 6, as in torch.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        torch.nn.functional.relu6: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    return torch.where((x > 0) & (x < 6), dy, 0).to(dtype)


def sigmoid(x: Tensor) -> Tensor:
    """Squeeze any number into the range from 0 to 1.

    ::

        y = 1 / (1 + exp(-x))

    exp(-x) overflows for very negative x. There the equal form exp(x) / (1 + exp(x)) is used.

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from 0 to 1.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.10:
        https://www.deeplearningbook.org/contents/prob.html
    """
    dtype, (x,) = common_float(x=x)
    return torch.exp(-torch.logaddexp(torch.zeros_like(x), -x)).to(dtype)


def sigmoid_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`sigmoid`.

    ::

        dx = dy * y * (1 - y)    where y = sigmoid(x)

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`sigmoid`.

    Returns:
        dx, the shape of x. The factor y * (1 - y) is at most 1/4.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.10:
        https://www.deeplearningbook.org/contents/prob.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    y = sigmoid(x)
    return (dy * y * (1 - y)).to(dtype)


def tanh(x: Tensor) -> Tensor:
    """Squeeze any number into the range from -1 to 1.

    ::

        y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2 * x) - 1

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from -1 to 1.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        torch.tanh: https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
    """
    dtype, (x,) = common_float(x=x)
    return torch.tanh(x).to(dtype)


def tanh_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`tanh`.

    ::

        dx = dy * (1 - tanh(x)**2)

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`tanh`.

    Returns:
        dx, the shape of x.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        torch.tanh: https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    return (dy * (1 - torch.tanh(x) ** 2)).to(dtype)


def silu(x: Tensor) -> Tensor:
    """Multiply each number by its sigmoid; also called swish.

    ::

        y = x * sigmoid(x)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x. The smallest value is about -0.278, at x about -1.278.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2017): https://arxiv.org/abs/1702.03118

        Ramachandran, Zoph and Le, Searching for Activation Functions (2017), for the name swish:
        https://arxiv.org/abs/1710.05941
    """
    dtype, (x,) = common_float(x=x)
    return (x * sigmoid(x)).to(dtype)


def silu_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`silu`.

    ::

        dx = dy * s * (1 + x * (1 - s))    where s = sigmoid(x)

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`silu`.

    Returns:
        dx, the shape of x.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2017): https://arxiv.org/abs/1702.03118
    """
    dtype, dy, x = _with_gradient(dy, x)
    s = sigmoid(x)
    return (dy * s * (1 + x * (1 - s))).to(dtype)


def hard_sigmoid(x: Tensor) -> Tensor:
    """Replace the sigmoid by three straight lines.

    ::

        y = relu6(x + 3) / 6

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x: 0 up to x = -3, 1 from x = 3 on, and a line between.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Howard et al., Searching for MobileNetV3 (2019), section 5.2: https://arxiv.org/abs/1905.02244
    """
    dtype, (x,) = common_float(x=x)
    return (relu6(x + 3) / 6).to(dtype)


def hard_sigmoid_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`hard_sigmoid`.

    ::

        dx = dy / 6 where -3 < x < 3, else 0

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`hard_sigmoid`.

    Returns:
        dx, the shape of x. It is 0 at both kinks, as in torch.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        torch.nn.Hardsigmoid: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    return torch.where((x > -3) & (x < 3), dy / 6, 0).to(dtype)


def hard_swish(x: Tensor) -> Tensor:
    """Multiply each number by its hard sigmoid.

    ::

        y = x * relu6(x + 3) / 6

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x: 0 up to x = -3, x itself from x = 3 on, a parabola between. The smallest
        value is -0.375, at x = -1.5.

    Raises:
        ValueError: x holds no real numbers.

    Source:
        Howard et al., Searching for MobileNetV3 (2019), section 5.2: https://arxiv.org/abs/1905.02244
    """
    dtype, (x,) = common_float(x=x)
    return (x * hard_sigmoid(x)).to(dtype)


def hard_swish_backward(dy: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`hard_swish`.

    ::

        dx = 0                      where x <= -3
        dx = dy * (x / 3 + 1 / 2)   where -3 < x < 3
        dx = dy                     where x >= 3

    The slope jumps at both kinks: from 0 to -1/2 at x = -3, and from 3/2 to 1 at x = 3.

    Args:
        dy: gradient of the loss with respect to the output, the shape of x.
        x: as given to :func:`hard_swish`.

    Returns:
        dx, the shape of x.

    Raises:
        ValueError: dy has another shape than x.

    Source:
        torch.nn.Hardswish: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
    """
    dtype, dy, x = _with_gradient(dy, x)
    return torch.where(x <= -3, 0, torch.where(x >= 3, dy, dy * (x / 3 + 0.5))).to(dtype)


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    """Turn the scores along one axis into probabilities.

    ::

        y[i] = exp(x[i] - m) / sum over j of exp(x[j] - m)    where m = max(x)

    Subtracting m changes nothing but the range: the largest exponent is 0, so nothing overflows.

    Args:
        x: scores, any shape with at least one axis. Integers are promoted to float64.
        dim: the axis whose values belong together.

    Returns:
        The shape of x, values from 0 to 1 that sum to 1 along ``dim``.

    Raises:
        ValueError: the axis does not exist, or x holds no real numbers.

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1:
        https://www.deeplearningbook.org/contents/numerical.html
    """
    dtype, (x,) = common_float(x=x)
    axis = require_axis(dim, x.shape)
    if x.numel() == 0:
        return x.clone().to(dtype)
    exponentials = torch.exp(x - x.detach().amax(dim=axis, keepdim=True))  # the maximum cancels, in the gradient too
    return (exponentials / exponentials.sum(dim=axis, keepdim=True)).to(dtype)


def softmax_backward(dy: Tensor, y: Tensor, dim: int = -1) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`softmax`, from its output.

    ::

        dx[i] = y[i] * (dy[i] - sum over j of dy[j] * y[j])

    Args:
        dy: gradient of the loss with respect to the output, the shape of y.
        y: what :func:`softmax` returned. This, not x: all that the gradient needs.
        dim: as given to :func:`softmax`.

    Returns:
        dx, the shape of y. It sums to 0 along ``dim``.

    Raises:
        ValueError: dy has another shape than y, or the axis does not exist.

    Source:
        torch.softmax: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
    """
    dtype, dy, y = _with_gradient(dy, y, "y")
    axis = require_axis(dim, y.shape, name="y")
    return (y * (dy - (dy * y).sum(dim=axis, keepdim=True))).to(dtype)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    """Return the logarithms of the probabilities that :func:`softmax` gives.

    ::

        y[i] = (x[i] - m) - log(sum over j of exp(x[j] - m))    where m = max(x)

    The logarithm of a softmax that has rounded to 0 would be minus infinity. This form stays exact.

    Args:
        x: scores, any shape with at least one axis. Integers are promoted to float64.
        dim: the axis whose values belong together.

    Returns:
        The shape of x, values up to 0.

    Raises:
        ValueError: the axis does not exist, or x holds no real numbers.

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1:
        https://www.deeplearningbook.org/contents/numerical.html
    """
    dtype, (x,) = common_float(x=x)
    axis = require_axis(dim, x.shape)
    if x.numel() == 0:
        return x.clone().to(dtype)
    shifted = x - x.detach().amax(dim=axis, keepdim=True)  # the maximum cancels, in the gradient too
    return (shifted - torch.log(torch.exp(shifted).sum(dim=axis, keepdim=True))).to(dtype)


def log_softmax_backward(dy: Tensor, y: Tensor, dim: int = -1) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`log_softmax`, from its output.

    ::

        dx[i] = dy[i] - exp(y[i]) * sum over j of dy[j]

    Args:
        dy: gradient of the loss with respect to the output, the shape of y.
        y: what :func:`log_softmax` returned. This, not x: all that the gradient needs.
        dim: as given to :func:`log_softmax`.

    Returns:
        dx, the shape of y. It sums to 0 along ``dim``.

    Raises:
        ValueError: dy has another shape than y, or the axis does not exist.

    Source:
        torch.log_softmax: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
    """
    dtype, dy, y = _with_gradient(dy, y, "y")
    axis = require_axis(dim, y.shape, name="y")
    return (dy - torch.exp(y) * dy.sum(dim=axis, keepdim=True)).to(dtype)


def _with_gradient(dy: Any, other: Any, name: str = "x") -> tuple[torch.dtype, Tensor, Tensor]:
    dtype, (dy, other) = common_float(**{"dy": dy, name: other})
    require_shape("dy", dy.shape, other.shape, f"the shape of {name}")
    return dtype, dy, other
