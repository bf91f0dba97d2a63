"""What :mod:`cnncourse.training` refuses, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any
from warnings import warn

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.optim import Optimizer


def takes_logits(loss: Any) -> bool:
    """Say whether a loss applies softmax itself."""
    return loss is F.cross_entropy or isinstance(loss, nn.CrossEntropyLoss)


TWICE = (
    "the model ends in {}, but cross_entropy takes logits, which may be any numbers, and applies softmax itself: given "
    "numbers from 0 to 1 it learns slowly, and the loss cannot reach 0. Leave out the last activation, and use "
    "logits.softmax(dim=1) where you show probabilities"
)


def require_logits(logits: Tensor) -> None:
    """Raise if the last operation of the model was one that belongs into the loss."""
    last = type(logits.grad_fn).__name__
    if last.startswith(("SoftmaxBackward", "SigmoidBackward")):
        raise ValueError(TWICE.format("softmax" if last.startswith("Soft") else "sigmoid"))
    if last.startswith("LogSoftmaxBackward"):
        warn(
            "the model ends in log_softmax, which cross_entropy applies itself: the loss is right, but leave "
            "log_softmax out, or pass loss=torch.nn.functional.nll_loss",
            stacklevel=4,
        )


def look_like_probabilities(logits: Tensor) -> bool:
    """Whether each row sums to 1 within 0..1; equal rows are left in doubt, as a network without weights gives them."""
    in_range = bool(((logits >= 0) & (logits <= 1)).all())
    return in_range and bool(((logits.sum(dim=1) - 1).abs() < 1e-3).all()) and not bool((logits == logits[0]).all())


def require_labels(logits: Any, y: Tensor) -> None:
    """Raise unless the logits are (N, classes) and the labels (N,) are their class numbers."""
    if not isinstance(logits, Tensor) or logits.dim() != 2:
        what = f"shape {tuple(logits.shape)}" if isinstance(logits, Tensor) else f"a {type(logits).__name__}"
        raise ValueError(f"the model returned {what}, but logits of shape (N, classes) are expected")
    N, classes = logits.shape
    if y.shape == logits.shape and classes > 1:
        raise ValueError(
            f"the labels have shape {tuple(y.shape)}, like one-hot rows: use the class numbers, y.argmax(1)"
        )
    if y.shape != (N,):
        hint = ": use y.squeeze(1)" if y.shape == (N, 1) else ""
        raise ValueError(
            f"the labels have shape {tuple(y.shape)}, but one class number an image, ({N},), is expected{hint}"
        )
    if y.dtype != torch.int64:
        raise ValueError(f"the labels are {y.dtype}, but class numbers are integers: use y.long()")
    low, high = int(y.min()), int(y.max())
    if low < 0 or high >= classes:
        hint = "subtract 1 from them" if low == 1 and high == classes else f"the model needs {high + 1} outputs"
        hint = "labels count from 0" if low < 0 else hint
        raise ValueError(
            f"the labels run from {low} to {high}, but {classes} logits are for 0 to {classes - 1}: {hint}"
        )


def require_trainable(model: nn.Module, optimizer: Optimizer | None = None) -> None:
    """Raise unless the model has something to learn and the optimizer holds some of it."""
    learned = {id(p) for p in model.parameters() if p.requires_grad}
    if not learned:
        count = len(list(model.parameters()))
        why = f"all {count} have requires_grad=False" if count else "it has none at all"
        raise ValueError(f"the model has no parameters to learn: {why}")
    held = {id(p) for group in optimizer.param_groups for p in group["params"]} if optimizer else learned
    if not learned & held:
        raise ValueError("the optimizer holds no parameter of this model: make it from model.parameters()")


@contextmanager
def single_images_explained() -> Iterator[None]:
    """Say what to do when batch norm meets a batch that holds one value a channel."""
    try:
        yield
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise ValueError(
            "the batch holds one image, and one value has no variance for batch norm to divide by: choose a batch_size "
            "that leaves no single image over, or a DataLoader with drop_last=True"
        ) from error


def require_finite(cost: float, x: Tensor, step: int, optimizer: Optimizer) -> None:
    """Raise if the loss is nan or infinite."""
    if isfinite(cost):
        return
    if not torch.isfinite(x).all():
        raise FloatingPointError(f"the images of step {step} hold values that are not finite: look for nan in the data")
    lr = optimizer.param_groups[0]["lr"]
    raise FloatingPointError(
        f"the loss is {cost} at step {step} of the epoch: the learning rate {lr:g} is probably too large, "
        f"try {lr / 10:g}"
    )
