"""Stages and networks with something changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from cnncourse.mistakes.resnet.blocks import steps
from cnncourse.networks.residual import BasicBlock


def planned(
    in_channels: int,
    channels: int,
    blocks: int,
    stride: int,
    strides: Callable[[int, int, int], int] = lambda i, n, s: s if i == 0 else 1,
    inputs: Callable[[int, int, int], int] = lambda i, C, D: C if i == 0 else D,
    count: Callable[[int], int] = lambda n: n,
    shortcut: str | None = "B",
) -> nn.Sequential:
    """Make a stage with the strides, the input channels or the number of its blocks changed."""
    n = count(blocks)
    made = [BasicBlock(inputs(i, in_channels, channels), channels, strides(i, n, stride), shortcut) for i in range(n)]
    return nn.Sequential(*made)


def exchanged(in_channels: int, channels: int, blocks: int, stride: int) -> nn.Sequential:
    """Exchange the channels of the first block."""
    rest = [BasicBlock(channels, channels) for _ in range(blocks - 1)]
    return nn.Sequential(BasicBlock(channels, in_channels, stride), *rest)


def repeated(in_channels: int, channels: int, blocks: int, stride: int, all_blocks: bool = False) -> nn.Sequential:
    """Use one object for all blocks, or for all but the first."""
    first = BasicBlock(in_channels, channels, stride)
    again = first if all_blocks else BasicBlock(channels, channels)
    return nn.Sequential(first, *[again] * (blocks - 1))


def listed(in_channels: int, channels: int, blocks: int, stride: int) -> list[nn.Module]:
    """Return a list."""
    return list(planned(in_channels, channels, blocks, stride))


def unpacked(in_channels: int, channels: int, blocks: int, stride: int) -> nn.Sequential:
    """Forget the star."""
    made: Any = listed(in_channels, channels, blocks, stride)
    return nn.Sequential(made)


def turned(in_channels: int, channels: int, blocks: int, stride: int) -> nn.Sequential:
    """Run the blocks backwards."""
    return nn.Sequential(*listed(in_channels, channels, blocks, stride)[::-1])


def dressed(in_channels: int, channels: int, blocks: int, stride: int) -> nn.Sequential:
    """Put a batch norm and a ReLU behind each block."""
    made = listed(in_channels, channels, blocks, stride)
    return nn.Sequential(*[layer for block in made for layer in (block, nn.BatchNorm2d(channels), nn.ReLU())])


def nothing(in_channels: int, channels: int, blocks: int, stride: int) -> None:
    """Make the stage and return nothing."""


STAGES: dict[str, Callable[..., nn.Sequential]] = {
    "right": planned,
    "every": partial(planned, strides=lambda i, n, s: s),
    "plain": partial(planned, shortcut=None),
}
HEADS: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda x: x.mean(dim=(2, 3)),
    "max": lambda x: x.amax(dim=(2, 3)),
    "sum": lambda x: x.sum(dim=(2, 3)),
    "flat": lambda x: torch.flatten(x, 1),
}
TAILS: dict[str, Callable[[Tensor], Tensor]] = {
    "": lambda y: y,
    "softmax": lambda y: torch.softmax(y, dim=1),
    "log_softmax": lambda y: torch.log_softmax(y, dim=1),
    "relu": lambda y: torch.relu(y),
    "none": lambda y: y,
}


class Network(nn.Module):
    """A small residual network.

    Args:
        blocks: of each stage.
        channels: of each stage.
        num_classes: logits.
        in_channels: of the images.
        stem: its steps; m is a max pool.
        strides: of stage k.
        stage: how stages are made, a key of STAGES.
        counts: makes the blocks of each stage from `blocks`.
        stages: how many are made.
        carried: whether a stage reads what the one before made.
        head: what is done with the maps, a key of HEADS.
        features: which channels the linear layer reads, "last" or "first".
        bias: of the linear layer.
        tail: what follows it, a key of TAILS; "none" leaves the linear layer out.
        image: the channels of the images, if in_channels is ignored.
        keep: how stages are kept: "modules", or a plain "list".
    """

    def __init__(
        self,
        blocks: Sequence[int],
        channels: Sequence[int],
        num_classes: int,
        in_channels: int = 3,
        stem: str = "3 b r",
        strides: Callable[[int], int] = lambda k: 1 if k == 0 else 2,
        stage: str = "right",
        counts: Callable[[Sequence[int]], Sequence[int]] = list,
        stages: Callable[[int], int] = lambda n: n,
        carried: bool = True,
        head: str = "mean",
        features: str = "last",
        bias: bool = True,
        tail: str = "",
        image: int | None = None,
        keep: str = "modules",
    ) -> None:
        super().__init__()
        C, pools = image or in_channels, stem.endswith("m")
        self.stem = steps(stem.removesuffix(" m"), C, (channels[0],), 2)
        self.pool = nn.MaxPool2d(3, 2, 1) if pools else nn.Identity()
        C, made = channels[0] if stem else C, []
        for k, (count, D) in enumerate(zip(counts(blocks), channels, strict=True)):
            made.append(STAGES[stage](C, D, count, strides(k)))
            C = D if carried else channels[0]
        made = made[: stages(len(made))]
        last = channels[len(made) - 1] if made else channels[0]
        self.stages: Any = made if keep == "list" else nn.ModuleList(made)
        self.fc = None if tail == "none" else nn.Linear(channels[0] if features == "first" else last, num_classes, bias)
        self.head, self.tail = HEADS[head], TAILS[tail]

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        x = self.pool(self.stem(x))
        for stage in self.stages:
            x = stage(x)
        x = self.head(x)
        return x if self.fc is None else self.tail(self.fc(x))
