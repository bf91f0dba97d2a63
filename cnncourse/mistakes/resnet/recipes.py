"""Blocks in a few words, so that a mistake is the right block with one word changed.

A path is a row of steps: "3s b r 3 b" is a 3x3 convolution with the block's stride, a batch norm, a ReLU, a 3x3
convolution, a batch norm. Marks behind a step: s the block's stride, + a bias, - no padding, p a border too much,
! in place, * once more the layer of its kind that came first.

torch is imported where a block is built, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Join = Callable[[Any, Any], Any]


def added(y: Any, shortcut: Any) -> Any:
    """Add, as it should be."""
    return y + shortcut


def added_in_place(y: Any, shortcut: Any) -> Any:
    """Add into the shortcut, which may be the caller's x."""
    shortcut += y
    return shortcut


def side_by_side(y: Any, shortcut: Any) -> Any:
    """Put the channels of both side by side."""
    import torch

    return torch.cat([y, shortcut], dim=1)


@dataclass(frozen=True)
class Recipe:
    """A residual block.

    Args:
        main: the steps of the residual path.
        start: steps before the paths part.
        shortcut: the steps of the projection.
        end: steps after the addition.
        when: whether there is a projection: "changed" (channels or stride), "channels", "stride", "always", "never",
            "idle": made always, used where the shape changes, or "unrun": made where the shape changes, never used.
        identity: whether a shortcut without projection is "x", what "start" makes of it, or the residual ("main").
        projected: the same of a shortcut with one.
        join: puts the residual, first, and the shortcut together.
        keep: how layers are kept: "modules", or a plain "list", which torch does not see.
        later: whether the shortcut is run after the residual path.
    """

    main: str
    start: str = ""
    shortcut: str = "1s b"
    end: str = "r"
    when: str = "changed"
    identity: str = "x"
    projected: str = "start"
    join: Join = added
    keep: str = "modules"
    later: bool = False


def projects(recipe: Recipe, C: int, D: int, stride: int) -> bool:
    """Tell whether a block makes a projection."""
    return {
        "changed": C != D or stride != 1,
        "unrun": C != D or stride != 1,
        "channels": C != D,
        "stride": stride != 1,
        "always": True,
        "idle": True,
        "never": False,
    }[recipe.when]


def block(recipe: Recipe, in_channels: int, widths: Sequence[int], stride: int) -> Any:
    """Build a block; `widths` are the channels that the convolutions of the residual path make."""
    from cnncourse.mistakes.resnet.blocks import Block

    return Block(recipe, in_channels, widths, stride)


def of_channels(recipe: Recipe) -> Callable[..., Any]:
    """Give a recipe the signature of BasicBlock and PreActBlock."""
    return lambda in_channels, channels, stride=1: block(recipe, in_channels, (channels, channels), stride)


def of_width(recipe: Recipe) -> Callable[..., Any]:
    """Give a recipe the signature of Bottleneck."""
    return lambda in_channels, width, stride=1, expansion=4: block(
        recipe, in_channels, (width, width, expansion * width), stride
    )


def without_super(*arguments: Any, **options: Any) -> Any:
    """Forget to call super().__init__() before a layer is made."""
    from torch import nn

    class Bare(nn.Module):
        def __init__(self) -> None:
            self.conv1 = nn.Conv2d(1, 1, 1)

    return Bare()
