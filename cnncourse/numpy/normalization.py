"""Normalization in NumPy: over the batch, and over neighbouring channels.

Letters: N images, C channels, H x W pixels; M = N * H * W values per channel.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cnncourse.arguments import batch_norm2d_count, neighbour_count, require_rank
from cnncourse.numpy.arrays import Array, common_float
from cnncourse.shapes import require_shape

BLOCK = 1 << 16  # numbers that are scaled and shifted while they lie in the cache


def batch_norm2d(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None = None,
    bias: Array | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Any, Any]:
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

    Example:
        >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)  # two images of one pixel
        >>> y, mean, var = batch_norm2d(x, np.zeros(1), np.ones(1), training=True)
        >>> y.ravel().round(3), mean, var.round(3)  # the running ones: 0.1 * 2, and 0.9 * 1 + 0.1 * 2
        (array([-1.,  1.]), array([0.2]), array([1.1]))

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), algorithms 1 and 2: https://arxiv.org/abs/1502.03167

        torch.nn.BatchNorm2d: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
    """
    x, weight, bias = common_float(x=x, weight=weight, bias=bias, optional=["weight", "bias"])
    running_mean, running_var = _one_float("running_mean", running_mean), _one_float("running_var", running_var)
    vectors = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    M = batch_norm2d_count(x.shape, vectors, training, eps, momentum)
    if M == 0:
        return x.copy(), running_mean, running_var
    mean, var = _moments(x) if training else (running_mean, running_var)
    scale = 1 / np.sqrt(var + eps) if weight is None else weight / np.sqrt(var + eps)
    shift = -mean * scale if bias is None else bias - mean * scale
    y = _scale_and_shift(x, scale.astype(x.dtype), shift.astype(x.dtype))
    if training and running_mean is not None:
        running_mean = _moved(running_mean, mean, momentum)
        running_var = _moved(running_var, var * (M / (M - 1)), momentum)
    return y, running_mean, running_var


def batch_norm2d_backward(
    dy: Array,
    x: Array,
    weight: Array | None = None,
    eps: float = 1e-5,
    running_mean: Array | None = None,
    running_var: Array | None = None,
) -> tuple[Array, Array, Array]:
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

    Example:
        >>> x = np.array([1.0, 2.0, 6.0]).reshape(3, 1, 1, 1)
        >>> dx, dweight, dbias = batch_norm2d_backward(np.ones((3, 1, 1, 1)), x)
        >>> bool(abs(dx).max() < 1e-9), dbias  # no change of x raises all outputs of a channel alike
        (True, array([3.]))

    Source:
        Ioffe and Szegedy, Batch Normalization (2015), section 3: https://arxiv.org/abs/1502.03167
    """
    dy, x, weight = common_float(dy=dy, x=x, weight=weight, optional=["weight"])
    training = running_mean is None and running_var is None
    running_mean, running_var = _one_float("running_mean", running_mean), _one_float("running_var", running_var)
    vectors = {"running_mean": running_mean, "running_var": running_var, "weight": weight}
    M = max(1, batch_norm2d_count(x.shape, vectors, training, eps))
    require_shape("dy", dy.shape, x.shape, "the shape of x")
    mean, var = _moments(x) if training else (running_mean.astype(x.dtype), running_var.astype(x.dtype))

    root = np.sqrt(var + eps)
    xhat = x - _per_channel(mean)
    xhat /= _per_channel(root)
    dbias = _rows(dy).sum(axis=2).sum(axis=0)
    dweight = np.vecdot(_rows(dy), _rows(xhat)).sum(axis=0)
    dx = dy.copy()
    if training:
        dx -= _per_channel(dbias / M)
        xhat *= _per_channel(dweight / M)
        dx -= xhat
    dx *= _per_channel(1 / root if weight is None else weight / root)
    return dx, dweight, dbias


def local_response_norm(x: Array, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Array:
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

    Example:
        >>> x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)  # one pixel of three channels
        >>> local_response_norm(x, 3, alpha=3.0, beta=1.0, k=0.0).ravel().round(3)  # 2 / (1 + 4 + 9) in the middle
        array([0.2  , 0.143, 0.231])

    Source:
        Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks (2012),
        section 3.3: https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks

        torch.nn.LocalResponseNorm: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
    """
    (x,) = common_float(x=x)
    require_rank("x", x.shape, ("N", "C", "H", "W"))
    size = neighbour_count(size, alpha, beta, k)
    s = k + alpha / size * _sum_of_neighbours(x**2, size // 2, (size - 1) // 2)
    return x / s**beta


def local_response_norm_backward(
    dy: Array, x: Array, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Array:
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

    Example:
        >>> x, dy = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1), np.ones((1, 3, 1, 1))
        >>> local_response_norm_backward(dy, x, 1, alpha=1.0, beta=1.0, k=0.0).ravel().round(3)  # of 1 / x: -1 / x^2
        array([-1.   , -0.25 , -0.111])

    Source:
        The derivative of the formula in section 3.3 of Krizhevsky, Sutskever and Hinton (2012).
    """
    dy, x = common_float(dy=dy, x=x)
    require_rank("x", x.shape, ("N", "C", "H", "W"))
    require_shape("dy", dy.shape, x.shape, "the shape of x")
    size = neighbour_count(size, alpha, beta, k)
    before, after = size // 2, (size - 1) // 2
    s = k + alpha / size * _sum_of_neighbours(x**2, before, after)
    power = s**beta
    from_neighbours = _sum_of_neighbours(dy * x / (power * s), after, before)  # the other way round
    return dy / power - 2 * alpha * beta / size * x * from_neighbours


def _moments(x: Array) -> tuple[Array, Array]:
    """Return mean and biased variance (C,) of each channel; 0 where there are no values."""
    rows = _rows(x)
    M = max(1, rows.shape[0] * rows.shape[2])
    mean = rows.sum(axis=2).sum(axis=0) / M
    centred = rows - mean[:, None]  # squares of x itself would cancel where the mean is large
    return mean, np.vecdot(centred, centred).sum(axis=0) / M


def _scale_and_shift(x: Array, scale: Array, shift: Array) -> Array:
    """Return x * scale + shift, some maps at a time so that the second pass finds them in the cache."""
    N, C, H, W = x.shape
    rows = x.reshape(N * C, H * W)
    scales, shifts = np.tile(scale, N)[:, None], np.tile(shift, N)[:, None]
    y = np.empty(rows.shape, x.dtype)
    step = max(1, BLOCK // (H * W))
    for start in range(0, N * C, step):
        some = slice(start, start + step)
        block = np.multiply(rows[some], scales[some], out=y[some])
        block += shifts[some]
    return y.reshape(x.shape)


def _sum_of_neighbours(x: Array, before: int, after: int) -> Array:
    """Return for each channel the sum of it, of those ``before`` it and of those ``after`` it."""
    C = x.shape[1]
    padded = np.pad(x, ((0, 0), (before, after), (0, 0), (0, 0)))
    total = padded[:, :C].copy()
    for offset in range(1, before + after + 1):
        total += padded[:, offset : offset + C]
    return total


def _moved(running: Array, new: Array, momentum: float) -> Array:
    return ((1 - momentum) * running + momentum * new).astype(running.dtype)


def _rows(x: Array) -> Array:
    N, C, H, W = x.shape
    return x.reshape(N, C, H * W)


def _per_channel(vector: Array) -> Array:
    return vector[:, None, None]


def _one_float(name: str, array: Any) -> Any:
    return None if array is None else common_float(**{name: array})[0]
