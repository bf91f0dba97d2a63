"""Normalization in torch tensor operations: no call of ``torch.nn.functional``'s.

Everything here runs on the device of its arguments and can be differentiated by autograd. 16-bit floats are computed
in float32.

Letters: N images, C channels, H x W pixels; M = N * H * W values per channel.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from cnncourse.arguments import batch_norm2d_count, neighbour_count, require_rank
from cnncourse.shapes import require_shape
from cnncourse.torch.arrays import common_float


def batch_norm2d(
    x: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Tensor, Any, Any]:
    """Bring each channel to mean 0 and variance 1, then give it a learned scale and shift.

    ::

        y[n, c, h, w] = (x[n, c, h, w] - mean[c]) / sqrt(var[c] + eps) * weight[c] + bias[c]

    In training, mean and var are those of the batch, over N, H and W, and they move the running ones:

    ::

        mean[c] = sum over n, h, w of x[n, c, h, w] / M
        var[c] = sum over n, h, w of (x[n, c, h, w] - mean[c])**2 / M
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)

    So the batch is normalised with the biased variance (divided by M), and the unbiased one (divided by M - 1)
    is stored. In inference, mean and var are the running ones, and nothing is updated.

    torch writes the new statistics into its arguments. Here they are returned, and the arguments stay as they are.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        running_mean: (C,). None in training: nothing is stored.
        running_var: (C,), at least 0. None if and only if running_mean is.
        weight: scale (C,), gamma in the paper. None: 1.
        bias: shift (C,), beta in the paper. None: 0.
        training: whether to take mean and variance from the batch.
        momentum: share of the new statistics in the running ones, from 0 to 1.
        eps: added to the variance, below the root, at least 0.

    Returns:
        y (N, C, H, W), running_mean (C,), running_var (C,). In training the running statistics are new ones,
        or None if None was given; in inference they are those that were given.

    Raises:
        ValueError: the shapes do not fit together, an argument is out of range, or a channel has one value
            in training.
        TypeError: momentum or eps is no number.

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), algorithms 1 and 2: https://arxiv.org/abs/1502.03167

        torch.nn.BatchNorm2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """
    dtype, (x, weight, bias) = common_float(x=x, weight=weight, bias=bias, optional=["weight", "bias"])
    running_mean, running_var = _one_float("running_mean", running_mean), _one_float("running_var", running_var)
    vectors = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    M = batch_norm2d_count(x.shape, vectors, training, eps, momentum)
    if M == 0:  # weight and bias take part, so that autograd gives them gradients of 0
        y = x if weight is None else x * _per_channel(weight)
        y = y.clone() if bias is None else y + _per_channel(bias)
        return y.to(dtype), running_mean, running_var
    mean, var = _moments(x) if training else _statistics(running_mean, running_var, x.dtype)
    scale = torch.rsqrt(var + eps) if weight is None else weight * torch.rsqrt(var + eps)
    y = (x - _per_channel(mean)) * _per_channel(scale)
    y = (y if bias is None else y + _per_channel(bias)).to(dtype)
    if training and running_mean is not None:
        running_mean = _moved(running_mean, mean, momentum)
        running_var = _moved(running_var, var * (M / (M - 1)), momentum)
    return y, running_mean, running_var


def batch_norm2d_backward(
    dy: Tensor,
    x: Tensor,
    weight: Tensor | None = None,
    eps: float = 1e-5,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a loss with respect to x, weight and bias of :func:`batch_norm2d`.

    ::

        xhat = (x - mean) / sqrt(var + eps)
        dbias[c] = sum over n, h, w of dy
        dweight[c] = sum over n, h, w of dy * xhat
        dx = weight / sqrt(var + eps) * (dy - dbias / M - xhat * dweight / M)

    The last two terms are there because in training mean and var depend on x: a change of one pixel moves them,
    and with them every output of the channel. In inference they do not, and both terms are absent.

    Args:
        dy: gradient of the loss with respect to y, (N, C, H, W).
        x: images (N, C, H, W) as given to :func:`batch_norm2d`.
        weight: scale (C,), or None for 1.
        eps: as given to :func:`batch_norm2d`.
        running_mean: (C,) for the gradients in inference. None: those in training.
        running_var: (C,), None if and only if running_mean is.

    Returns:
        dx (N, C, H, W), dweight (C,), dbias (C,).

    Raises:
        ValueError: the shapes do not fit together, eps is below 0, or a channel has one value in training.

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), section 3: https://arxiv.org/abs/1502.03167
    """
    dtype, (dy, x, weight) = common_float(dy=dy, x=x, weight=weight, optional=["weight"])
    training = running_mean is None and running_var is None
    running_mean, running_var = _one_float("running_mean", running_mean), _one_float("running_var", running_var)
    vectors = {"running_mean": running_mean, "running_var": running_var, "weight": weight}
    M = max(1, batch_norm2d_count(x.shape, vectors, training, eps))
    require_shape("dy", dy.shape, x.shape, "the shape of x")
    mean, var = _moments(x) if training else _statistics(running_mean, running_var, x.dtype)

    root = torch.sqrt(var + eps)
    xhat = (x - _per_channel(mean)) / _per_channel(root)
    dbias = dy.sum(dim=(0, 2, 3))
    dweight = (dy * xhat).sum(dim=(0, 2, 3))
    through_moments = _per_channel(dbias / M) + xhat * _per_channel(dweight / M) if training else 0
    dx = (dy - through_moments) * _per_channel(1 / root if weight is None else weight / root)
    return dx.to(dtype), dweight.to(dtype), dbias.to(dtype)


def local_response_norm(x: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """Divide each value by a power of the squares in neighbouring channels at the same pixel.

    ::

        s[n, c, h, w] = k + alpha / size * sum over j of x[n, j, h, w]**2
        y = x / s**beta

    where j runs over the ``size`` channels from c - floor(size / 2) on, those that exist.

    The AlexNet paper sums in the same way but does not divide alpha by the size, and has k = 2, size 5,
    alpha = 1e-4, beta = 0.75. For its values, call ``local_response_norm(x, 5, alpha=5e-4, beta=0.75, k=2)``.

    Args:
        x: images (N, C, H, W). Integers are promoted to float64.
        size: number of channels in a sum, at least 1. If it is even, one more lies before c than after it.
        alpha: weight of the mean of the squares.
        beta: exponent.
        k: what is added, so that the divisor is not 0.

    Returns:
        (N, C, H, W).

    Raises:
        ValueError: x is not 4-D, or size is below 1.

    Source:
        Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012),
        section 3.3: https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks

        torch.nn.LocalResponseNorm: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """
    dtype, (x,) = common_float(x=x)
    require_rank("x", x.shape, ("N", "C", "H", "W"))
    size = neighbour_count(size, alpha, beta, k)
    s = k + alpha / size * _sum_of_neighbours(x**2, size // 2, (size - 1) // 2)
    return (x / s**beta).to(dtype)


def local_response_norm_backward(
    dy: Tensor, x: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Return the gradient of a loss with respect to x of :func:`local_response_norm`.

    ::

        dx[j] = dy[j] / s[j]**beta - 2 * alpha * beta / size * x[j] * sum over c of dy[c] * x[c] / s[c]**(beta + 1)

    at each n, h, w, where c runs over the channels whose sum s[c] contains channel j: those that exist from
    j - floor((size - 1) / 2) on.

    Args:
        dy: gradient of the loss with respect to the output, (N, C, H, W).
        x: images (N, C, H, W) as given to :func:`local_response_norm`.
        size: as given to :func:`local_response_norm`.
        alpha: as given to :func:`local_response_norm`.
        beta: as given to :func:`local_response_norm`.
        k: as given to :func:`local_response_norm`.

    Returns:
        dx (N, C, H, W).

    Raises:
        ValueError: x is not 4-D, dy has another shape, or size is below 1.

    Source:
        The derivative of the formula in section 3.3 of Krizhevsky, Sutskever and Hinton (2012).
    """
    dtype, (dy, x) = common_float(dy=dy, x=x)
    require_rank("x", x.shape, ("N", "C", "H", "W"))
    require_shape("dy", dy.shape, x.shape, "the shape of x")
    size = neighbour_count(size, alpha, beta, k)
    before, after = size // 2, (size - 1) // 2
    s = k + alpha / size * _sum_of_neighbours(x**2, before, after)
    power = s**beta
    from_neighbours = _sum_of_neighbours(dy * x / (power * s), after, before)  # the other way round
    return (dy / power - 2 * alpha * beta / size * x * from_neighbours).to(dtype)


def _moments(x: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and biased variance (C,) of each channel; 0 where there are no values."""
    M = max(1, x[:, :1].numel())
    mean = x.sum(dim=(0, 2, 3)) / M
    centred = x - _per_channel(mean)  # squares of x itself would cancel where the mean is large
    return mean, (centred**2).sum(dim=(0, 2, 3)) / M


def _sum_of_neighbours(x: Tensor, before: int, after: int) -> Tensor:
    """Return for each channel the sum of it, of those ``before`` it and of those ``after`` it."""
    C = x.shape[1]
    padded = F.pad(x, (0, 0, 0, 0, before, after))
    total = padded[:, :C]
    for offset in range(1, before + after + 1):
        total = total + padded[:, offset : offset + C]
    return total


def _moved(running: Tensor, new: Tensor, momentum: float) -> Tensor:
    return ((1 - momentum) * running + momentum * new.detach()).to(running.dtype)


def _per_channel(vector: Tensor) -> Tensor:
    return vector[:, None, None]


def _one_float(name: str, tensor: Any) -> Any:
    if tensor is None:
        return None
    dtype, (tensor,) = common_float(**{name: tensor})
    return tensor.to(dtype)


def _statistics(running_mean: Tensor, running_var: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    return running_mean.to(dtype), running_var.to(dtype)
