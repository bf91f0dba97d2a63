"""What every network shares: how it starts, and what it says to an image that is too small."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

LARGEST = 512  # pixels: how far an error message looks for a size that works


class Outputs(NamedTuple):
    """What a network with auxiliary heads returns in training mode; in evaluation mode it returns the logits."""

    logits: Tensor
    auxiliary: tuple[Tensor, ...]


class Network(nn.Module):
    """Map images (N, in_channels, H, W) to logits (N, num_classes), one score a class.

    A subclass writes ``forward`` from tensor operations that ``torch.fx`` can trace: it asks no tensor for its
    size or value to decide what to do.
    """

    def __call__(self, x: Tensor, *args: Any, **kwargs: Any) -> Any:
        """Run the network; if the image does not fit it, say which sizes do.

        Raises:
            ValueError: x is no batch of images, or they are smaller than the network can take.
        """
        if not isinstance(x, Tensor) or x.dim() != 4:
            return super().__call__(_require_images(x), *args, **kwargs)
        try:
            return super().__call__(x, *args, **kwargs)
        except RuntimeError as error:
            message = None if torch.compiler.is_compiling() else _explain(self, x)
            if message is None:
                raise
            raise ValueError(message) from error


def _require_images(x: Any) -> Tensor:
    if not isinstance(x, Tensor):
        raise TypeError(f"x is a {type(x).__name__}, but a network takes a torch.Tensor of shape (N, C, H, W)")
    raise ValueError(f"x has shape {tuple(x.shape)}, but a network takes images of shape (N, C, H, W)")


def _explain(model: Network, x: Tensor) -> str | None:
    """Return what is wrong with the shape of x, or None if the shape is not the reason."""
    name, (_, C, H, W) = type(model).__name__, x.shape
    first = next((m for m in model.modules() if isinstance(m, nn.Conv2d)), None)
    if first is not None and first.in_channels != C:
        return f"x has {C} channels, but this {name} was built with in_channels={first.in_channels}"
    if takes(model, C, H, W):
        return None
    least = least_size(model, C)
    if least is None:
        return None
    only = not takes(model, C, least + 32, least + 32)
    return f"x is {H}x{W} pixels, but this {name} takes {'exactly' if only else 'at least'} {least}x{least}"


def least_size(model: Network, channels: int) -> int | None:
    """Return the side of the smallest square image that the network takes; None if there is none up to 512."""
    sizes = range(1, LARGEST + 1)
    if takes(model, channels, LARGEST, LARGEST):
        return sizes[bisect_left(sizes, True, key=lambda size: takes(model, channels, size, size))]
    return next((size for size in sizes if takes(model, channels, size, size)), None)


def takes(model: Network, channels: int, height: int, width: int) -> bool:
    """Say whether a pass over images of this size would run, without computing one."""
    stored = [*model.named_parameters(), *model.named_buffers()]
    shapes = {f"model.{name}": torch.empty_like(tensor, device="meta") for name, tensor in stored}
    x = torch.empty(2, channels, height, width, device="meta")
    with torch.no_grad():
        try:
            torch.func.functional_call(_Unexplained(model), shapes, (x,))
        except (RuntimeError, ValueError):
            return False
    return True


class _Unexplained(nn.Module):
    """Calls a network past :meth:`Network.__call__`, which would explain an error by trying again."""

    def __init__(self, model: Network) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Any:
        return nn.Module.__call__(self.model, x)


def initialise(model: nn.Module) -> None:
    """Draw weights as He et al. do: normal with variance 2 / fan-out for convolutions; norms start as the identity.

    Source:
        He et al., Delving Deep into Rectifiers (2015), section 2.2: https://arxiv.org/abs/1502.01852
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01)
        if isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)
