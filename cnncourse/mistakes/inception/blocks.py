"""Mistakes in the blocks: chains of convolutions and pools, side by side, with something changed.

A block is described here as learners draw it, ``{"3x3": [conv(3, 1), conv(4, 3)]}``, and built by :func:`built`. torch
is imported where a block is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Pair = tuple[int, int]


@dataclass(frozen=True)
class Conv:
    """A convolution and what follows it.

    Args:
        out: channels that it gives.
        kernel: (KH, KW).
        stride: of the convolution.
        padding: None keeps the size at stride 1.
        bias: whether it has one.
        after: what follows, of "norm" and "relu", in order.
        dilation: of the convolution.
        norm: settings of its batch norm.
        one_norm: whether all convolutions that say so, and give as many channels, have one batch norm together.
    """

    out: int
    kernel: Pair
    stride: int = 1
    padding: Pair | None = None
    bias: bool = True
    after: tuple[str, ...] = ("relu",)
    dilation: int = 1
    norm: tuple[tuple[str, Any], ...] = ()
    one_norm: bool = False


@dataclass(frozen=True)
class Pool:
    """A pool of 3x3 windows, if nothing else is said."""

    kind: str = "max"
    kernel: int = 3
    stride: int = 1
    padding: int = 1
    ceil_mode: bool = False
    zeros: bool = False


@dataclass(frozen=True)
class Relu:
    """A ReLU that stands alone."""


Step = Conv | Pool | Relu
Chains = dict[str, list[Step]]


def conv(out: int, side: int, **more: Any) -> Conv:
    """Describe a convolution with a square kernel."""
    return Conv(out, (side, side), **more)


def normed(out: int, KH: int, KW: int, **more: Any) -> Conv:
    """Describe a convolution with a batch norm and a ReLU behind it."""
    return Conv(out, (KH, KW), **{"bias": False, "after": ("norm", "relu"), **more})


def built(in_channels: int, chains: Mapping[str, Sequence[Step]], join: str = "1", after: str = "") -> Any:
    """Build the module.

    Args:
        in_channels: of x.
        chains: side by side, in the order of their outputs.
        join: the axis of the concatenation, "sum", or "chain" for one after the other.
        after: "relu" for one at the very end.
    """
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            made, channels = [], in_channels
            shared: dict[int, list[Any]] = {}
            for steps in chains.values():
                layers, out = _layers(channels if join == "chain" else in_channels, steps, shared)
                made.append(nn.Sequential(*layers))
                channels = out
            self.chains = nn.ModuleList(made)

        def forward(self, x: Any) -> Any:
            if join == "chain":
                for chain in self.chains:
                    x = chain(x)
                return x
            outputs = [chain(x) for chain in self.chains]
            if join == "sum":
                y = outputs[0]
                for other in outputs[1:]:
                    y = y + other
            else:
                y = outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=int(join))
            return torch.relu(y) if after else y

    return Block()


def _layers(channels: int, steps: Sequence[Step], shared: dict[int, list[Any]]) -> tuple[list[Any], int]:
    """Make the layers of a chain; a step that is the very same object as one before gets the layers of that one."""
    from torch import nn

    layers: list[Any] = []
    for step in steps:
        if isinstance(step, Pool):
            layers.append(_pool(step))
        elif isinstance(step, Relu):
            layers.append(nn.ReLU())
        else:
            layer, *after = shared.setdefault(id(step), _convolution(channels, step))
            layers += [layer, *(shared.setdefault(-step.out, after) if step.one_norm else after)]
            channels = step.out
    return layers, channels


def _pool(step: Pool) -> Any:
    from torch import nn

    if step.zeros:
        return nn.Sequential(nn.ZeroPad2d(step.padding), nn.MaxPool2d(step.kernel, step.stride))
    kind = nn.MaxPool2d if step.kind == "max" else nn.AvgPool2d
    return kind(step.kernel, step.stride, step.padding, ceil_mode=step.ceil_mode)


def _convolution(channels: int, step: Conv) -> list[Any]:
    from torch import nn

    KH, KW = step.kernel
    same = (step.dilation * (KH - 1) // 2, step.dilation * (KW - 1) // 2)
    padding = same if step.padding is None else step.padding
    layer = nn.Conv2d(channels, step.out, step.kernel, step.stride, padding, step.dilation, bias=step.bias)
    settings = dict(step.norm)
    return [layer, *(nn.BatchNorm2d(step.out, **settings) if what == "norm" else nn.ReLU() for what in step.after)]


def every(chains: Chains, change: Callable[[Conv], Step]) -> Chains:
    """Change all convolutions."""
    return {name: [change(s) if isinstance(s, Conv) else s for s in steps] for name, steps in chains.items()}


def changed(chains: Chains, name: str, index: int, **changes: Any) -> Chains:
    """Change one step of one chain."""
    steps = list(chains[name])
    steps[index] = replace(steps[index], **changes)
    return {**chains, name: steps}


def ends(chains: Chains, last: bool, **changes: Any) -> Chains:
    """Change the last convolution of each chain, or all others."""

    def change(steps: list[Step]) -> list[Step]:
        place = max((i for i, s in enumerate(steps) if isinstance(s, Conv)), default=-1)
        hit = [isinstance(s, Conv) and (i == place) == last for i, s in enumerate(steps)]
        return [replace(s, **changes) if h else s for s, h in zip(steps, hit, strict=True)]

    return {name: change(steps) for name, steps in chains.items()}


def ordered(chains: Chains, names: str) -> Chains:
    """Put the chains in another order."""
    return {name: chains[name] for name in names.split()}


def without_norm(chains: Chains, bias: bool = True) -> Chains:
    """Leave all batch norms out."""
    return every(chains, lambda c: replace(c, after=tuple(w for w in c.after if w != "norm"), bias=bias))
