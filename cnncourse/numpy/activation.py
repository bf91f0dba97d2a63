"""Activation functions in NumPy, each with its gradient.

An activation works on every number alone, so x may have any shape. Only softmax and log_softmax look at several
numbers: those along one axis. NaN stays NaN, and large numbers do not overflow.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.arguments import require_axis
from cnncourse.numpy.arrays import Array, common_float
from cnncourse.shapes import require_shape


def relu(x: Array) -> Array:
    """Keep positive numbers, and replace negative ones by 0.

    ::

        y = max(x, 0)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from 0 on.

    Raises:
        ValueError: x holds no real numbers.

    Example:
        >>> relu(np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 3.])

    Source:
        Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012),
        section 3.1: https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks
    """
    (x,) = common_float(x=x)
    zeros = np.zeros(x.shape[-2:], x.dtype)  # NumPy compares two arrays faster than an array and a number
    return np.maximum(x, zeros)


def relu_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 5.])

    Source:
        torch.nn.functional.relu: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
    """
    dy, x = _with_gradient(dy, x)
    return _kept(dy, ~(x <= 0))  # NaN is not <= 0


def relu6(x: Array) -> Array:
    """Clip to the range from 0 to 6.

    ::

        y = min(max(x, 0), 6)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from 0 to 6.

    Raises:
        ValueError: x holds no real numbers.

    Example:
        >>> relu6(np.array([-2.0, 4.0, 8.0]))
        array([0., 4., 6.])

    Source:
        Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks (2018), section 4:
        https://arxiv.org/abs/1801.04381
    """
    (x,) = common_float(x=x)
    return np.clip(x, 0, 6)


def relu6_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> relu6_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 4.0, 8.0]))
        array([0., 5., 0.])

    Source:
        torch.nn.functional.relu6: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
    """
    dy, x = _with_gradient(dy, x)
    return _kept(dy, (x > 0) & (x < 6))


def sigmoid(x: Array) -> Array:
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

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
        array([0. , 0.5, 1. ])

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.10:
        https://www.deeplearningbook.org/contents/prob.html
    """
    (x,) = common_float(x=x)
    decay = np.exp(-np.abs(x))  # from 0 to 1
    return np.maximum(decay, x >= 0) / (1 + decay)  # above: 1 where x >= 0, decay elsewhere


def sigmoid_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> sigmoid_backward(np.array([1.0, 1.0]), np.array([0.0, 2.0])).round(3)
        array([0.25 , 0.105])

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 3.10:
        https://www.deeplearningbook.org/contents/prob.html
    """
    dy, x = _with_gradient(dy, x)
    y = sigmoid(x)
    return dy * y * (1 - y)


def tanh(x: Array) -> Array:
    """Squeeze any number into the range from -1 to 1.

    ::

        y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2 * x) - 1

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x, values from -1 to 1.

    Raises:
        ValueError: x holds no real numbers.

    Example:
        >>> tanh(np.array([-20.0, 0.0, 20.0]))
        array([-1.,  0.,  1.])

    Source:
        torch.tanh: https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
    """
    (x,) = common_float(x=x)
    return np.tanh(x)


def tanh_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> tanh_backward(np.array([1.0, 1.0]), np.array([0.0, 20.0]))
        array([1., 0.])

    Source:
        torch.tanh: https://docs.pytorch.org/docs/stable/generated/torch.tanh.html
    """
    dy, x = _with_gradient(dy, x)
    return dy * (1 - np.tanh(x) ** 2)


def silu(x: Array) -> Array:
    """Multiply each number by its sigmoid; also called swish.

    ::

        y = x * sigmoid(x)

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x. The smallest value is about -0.278, at x about -1.278.

    Raises:
        ValueError: x holds no real numbers.

    Example:
        >>> silu(np.array([-1.278, 0.0, 10.0])).round(3)
        array([-0.278,  0.   , 10.   ])

    Source:
        Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2017): https://arxiv.org/abs/1702.03118

        Ramachandran, Zoph and Le, Searching for Activation Functions (2017), for the name swish:
        https://arxiv.org/abs/1710.05941
    """
    (x,) = common_float(x=x)
    return x * sigmoid(x)


def silu_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> silu_backward(np.array([1.0, 1.0, 1.0]), np.array([-5.0, 0.0, 5.0])).round(3)
        array([-0.027,  0.5  ,  1.027])

    Source:
        Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2017): https://arxiv.org/abs/1702.03118
    """
    dy, x = _with_gradient(dy, x)
    s = sigmoid(x)
    return dy * s * (1 + x * (1 - s))


def hard_sigmoid(x: Array) -> Array:
    """Replace the sigmoid by three straight lines.

    ::

        y = relu6(x + 3) / 6

    Args:
        x: numbers, any shape. Integers are promoted to float64.

    Returns:
        The shape of x: 0 up to x = -3, 1 from x = 3 on, and a line between.

    Raises:
        ValueError: x holds no real numbers.

    Example:
        >>> hard_sigmoid(np.array([-4.0, 0.0, 1.5, 4.0]))
        array([0.  , 0.5 , 0.75, 1.  ])

    Source:
        Howard et al., Searching for MobileNetV3 (2019), section 5.2: https://arxiv.org/abs/1905.02244
    """
    (x,) = common_float(x=x)
    return relu6(x + 3) / 6


def hard_sigmoid_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> hard_sigmoid_backward(np.array([6.0, 6.0]), np.array([0.0, 4.0]))
        array([1., 0.])

    Source:
        torch.nn.Hardsigmoid: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
    """
    dy, x = _with_gradient(dy, x)
    return _kept(dy, (x > -3) & (x < 3)) / 6


def hard_swish(x: Array) -> Array:
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

    Example:
        >>> hard_swish(np.array([-1.5, 1.5, 4.0]))
        array([-0.375,  1.125,  4.   ])

    Source:
        Howard et al., Searching for MobileNetV3 (2019), section 5.2: https://arxiv.org/abs/1905.02244
    """
    (x,) = common_float(x=x)
    return x * hard_sigmoid(x)


def hard_swish_backward(dy: Array, x: Array) -> Array:
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

    Example:
        >>> hard_swish_backward(np.array([1.0, 1.0, 1.0]), np.array([-4.0, 1.5, 4.0]))
        array([0., 1., 1.])

    Source:
        torch.nn.Hardswish: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
    """
    dy, x = _with_gradient(dy, x)
    return np.where(x <= -3, 0, np.where(x >= 3, dy, dy * (x / 3 + 0.5)))


def softmax(x: Array, dim: int = -1) -> Array:
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

    Example:
        >>> softmax(np.log([1.0, 2.0, 5.0])).round(3)
        array([0.125, 0.25 , 0.625])

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1:
        https://www.deeplearningbook.org/contents/numerical.html
    """
    (x,) = common_float(x=x)
    axis = require_axis(dim, x.shape)
    if x.size == 0:
        return x.copy()
    exponentials = np.exp(x - x.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def softmax_backward(dy: Array, y: Array, dim: int = -1) -> Array:
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

    Example:
        >>> softmax_backward(np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.25, 0.25]))
        array([ 0.25 , -0.125, -0.125])

    Source:
        torch.softmax: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
    """
    dy, y = _with_gradient(dy, y, "y")
    axis = require_axis(dim, y.shape, name="y")
    return y * (dy - (dy * y).sum(axis=axis, keepdims=True))


def log_softmax(x: Array, dim: int = -1) -> Array:
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

    Example:
        >>> log_softmax(np.array([0.0, 1000.0]))  # the softmax is 0 and 1
        array([-1000.,     0.])

    Source:
        Goodfellow, Bengio and Courville, Deep Learning (2016), section 4.1:
        https://www.deeplearningbook.org/contents/numerical.html
    """
    (x,) = common_float(x=x)
    axis = require_axis(dim, x.shape)
    if x.size == 0:
        return x.copy()
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def log_softmax_backward(dy: Array, y: Array, dim: int = -1) -> Array:
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

    Example:
        >>> log_softmax_backward(np.array([1.0, 0.0]), np.log([0.25, 0.75])).round(3)
        array([ 0.75, -0.75])

    Source:
        torch.log_softmax: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
    """
    dy, y = _with_gradient(dy, y, "y")
    axis = require_axis(dim, y.shape, name="y")
    return dy - np.exp(y) * dy.sum(axis=axis, keepdims=True)


def _kept(dy: Array, passes: Array) -> Array:
    """Return dy where it passes, and 0 elsewhere."""
    with np.errstate(invalid="ignore"):
        dx = dy * passes  # many times faster than np.where, but NaN * 0 and inf * 0 are NaN
    return dx if np.isfinite(dx).all() else np.where(passes, dy, 0)


def _with_gradient(dy: Any, other: Any, name: str = "x") -> list[Array]:
    dy, other = common_float(**{"dy": dy, name: other})
    require_shape("dy", dy.shape, other.shape, f"the shape of {name}")
    return [dy, other]
