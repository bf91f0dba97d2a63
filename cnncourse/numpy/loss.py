"""Loss functions in NumPy: how far predictions are from the truth, as one number.

A loss is where the backward pass begins. So its gradient takes no dy: that is 1.
"""

from __future__ import annotations

import numpy as np

from cnncourse.arguments import require_labels, require_number, require_reduction
from cnncourse.numpy.activation import log_softmax, softmax
from cnncourse.numpy.arrays import Array, common_float, read
from cnncourse.shapes import require_shape


def cross_entropy(logits: Array, labels: Array, label_smoothing: float = 0.0, reduction: str = "mean") -> Array:
    """Penalise a low probability of the right class.

    ::

        loss[n] = - sum over c of target[n, c] * log_softmax(logits)[n, c]
        target[n, c] = (1 - label_smoothing) * [c = labels[n]] + label_smoothing / C

    where [c = labels[n]] is 1 for the right class and 0 for the others. Without smoothing, the loss of an image is
    minus the logarithm of the probability that its class got.

    Args:
        logits: scores (N, C), before any softmax. Integers are promoted to float64.
        labels: index of the right class of each image, integers (N,) from 0 to C - 1.
        label_smoothing: share of the target that is spread evenly over all classes, from 0 to 1.
        reduction: "mean" over the images, "sum" over them, or "none".

    Returns:
        One number in the dtype of the logits; with "none" one per image, (N,). The mean over no image is NaN.

    Raises:
        ValueError: the shapes do not fit together, a label names no class, or an argument is out of range.
        TypeError: labels are not integers, or label_smoothing is no number.

    Example:
        >>> logits, labels = np.log([[0.5, 0.25, 0.25]]), np.array([0])
        >>> round(float(cross_entropy(logits, labels)), 4)  # -log(0.5)
        0.6931

    Source:
        torch.nn.functional.cross_entropy:
        https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html

        Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2015), section 7, for label
        smoothing: https://arxiv.org/abs/1512.00567
    """
    logits, labels = _checked(logits, labels, label_smoothing)
    require_reduction(reduction)
    log_p = log_softmax(logits, dim=1)
    losses = -np.take_along_axis(log_p, labels[:, None], axis=1)[:, 0]
    if label_smoothing:
        losses = (1 - label_smoothing) * losses - label_smoothing * log_p.mean(axis=1)
    return _reduced(losses, reduction)


def cross_entropy_backward(
    logits: Array, labels: Array, label_smoothing: float = 0.0, reduction: str = "mean"
) -> Array:
    """Return the gradient of :func:`cross_entropy` with respect to the logits.

    ::

        dlogits[n, c] = (softmax(logits)[n, c] - target[n, c]) / N    for the mean; for the sum without / N

    Args:
        logits: scores (N, C) as given to :func:`cross_entropy`.
        labels: integers (N,) as given to :func:`cross_entropy`.
        label_smoothing: as given to :func:`cross_entropy`.
        reduction: "mean" or "sum", as given to :func:`cross_entropy`.

    Returns:
        dlogits (N, C). Each row sums to 0.

    Raises:
        ValueError: the shapes do not fit together, a label names no class, or an argument is out of range.
        TypeError: labels are not integers, or label_smoothing is no number.

    Example:
        >>> logits, labels = np.log([[0.5, 0.25, 0.25]]), np.array([0])
        >>> cross_entropy_backward(logits, labels).round(3)  # less than 0 where the score should rise
        array([[-0.5 ,  0.25,  0.25]])

    Source:
        Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2015), section 7:
        https://arxiv.org/abs/1512.00567
    """
    logits, labels = _checked(logits, labels, label_smoothing)
    require_reduction(reduction, ("mean", "sum"))
    N, C = logits.shape
    dlogits = softmax(logits, dim=1) - label_smoothing / C
    dlogits[np.arange(N), labels] -= 1 - label_smoothing
    return dlogits / max(N, 1) if reduction == "mean" else dlogits


def smooth_l1(input: Array, target: Array, beta: float = 1.0, reduction: str = "mean") -> Array:
    """Penalise small errors by their square, and large ones by their size.

    ::

        d = abs(input - target)
        loss = d**2 / (2 * beta)   where d < beta
        loss = d - beta / 2        elsewhere

    Both pieces meet at d = beta, with the same slope. An outlier pulls no harder than an error of beta.

    Args:
        input: predictions, any shape. Integers are promoted to float64.
        target: truth, the same shape.
        beta: where the parabola becomes a line, at least 0. 0: the absolute error.
        reduction: "mean" over all values, "sum" over them, or "none".

    Returns:
        One number in the dtype of the arguments; with "none" one per value. The mean over no value is NaN.

    Raises:
        ValueError: the shapes differ, or an argument is out of range.
        TypeError: beta is no number.

    Example:
        >>> smooth_l1(np.array([0.5, 3.0]), np.zeros(2), reduction="none")
        array([0.125, 2.5  ])

    Source:
        Girshick, Fast R-CNN (2015), equations 2 and 3, with beta = 1: https://arxiv.org/abs/1504.08083

        torch.nn.SmoothL1Loss: https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
    """
    difference = _difference(input, target, beta)
    require_reduction(reduction)
    d = np.abs(difference)
    near = np.minimum(d, beta)  # the part of the error below beta; each unit above it costs 1
    losses = near**2 / (2 * beta) + (d - near) if beta else d
    return _reduced(losses, reduction)


def smooth_l1_backward(input: Array, target: Array, beta: float = 1.0, reduction: str = "mean") -> Array:
    """Return the gradient of :func:`smooth_l1` with respect to the input.

    ::

        dinput = (input - target) / beta, clipped to the range from -1 to 1
        for the mean divided by the number of values

    The gradient with respect to the target is the negative of this.

    Args:
        input: predictions as given to :func:`smooth_l1`.
        target: truth as given to :func:`smooth_l1`.
        beta: as given to :func:`smooth_l1`.
        reduction: "mean" or "sum", as given to :func:`smooth_l1`.

    Returns:
        dinput, the shape of input.

    Raises:
        ValueError: the shapes differ, or an argument is out of range.
        TypeError: beta is no number.

    Example:
        >>> smooth_l1_backward(np.array([0.5, 3.0]), np.zeros(2), reduction="sum")
        array([0.5, 1. ])

    Source:
        Girshick, Fast R-CNN (2015), equations 2 and 3, with beta = 1: https://arxiv.org/abs/1504.08083
    """
    difference = _difference(input, target, beta)
    require_reduction(reduction, ("mean", "sum"))
    slope = np.clip(difference / beta, -1, 1) if beta else np.sign(difference)
    return slope / max(slope.size, 1) if reduction == "mean" else slope


def _checked(logits: Array, labels: Array, label_smoothing: float) -> tuple[Array, Array]:
    (logits,), labels = common_float(logits=logits), read("labels", labels)
    require_labels(logits.shape, labels, labels.dtype.kind in "iu")
    require_number(label_smoothing, "label_smoothing", 0, 1)
    return logits, labels


def _difference(input: Array, target: Array, beta: float) -> Array:
    input, target = common_float(input=input, target=target)
    require_shape("target", target.shape, input.shape, "the shape of input")
    require_number(beta, "beta", 0)
    return input - target


def _reduced(losses: Array, reduction: str) -> Array:
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    with np.errstate(invalid="ignore"):  # no losses at all: their mean is NaN, as in torch
        return losses.sum() / losses.size
