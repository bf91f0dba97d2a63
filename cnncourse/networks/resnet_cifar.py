"""The thin residual networks of 32x32 images: 20 to 1202 layers (He et al., 2015, section 4.2)."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network
from cnncourse.networks.registry import register
from cnncourse.networks.residual import BasicBlock, make_stage
from cnncourse.networks.resnet import PAPER, Attention, finish

CHANNELS = (16, 32, 64)  # the table of section 4.2: maps of 32x32, 16x16 and 8x8


def blocks_per_stage(depth: int, each: int, rest: int) -> int:
    """Solve depth = each * n + rest for n, the blocks in each of three stages.

    Raises:
        ValueError: there is no such n of at least 1.
    """
    n, remainder = divmod(depth - rest, each)
    if remainder or n < 1:
        near = each * max(1, round((depth - rest) / each)) + rest
        raise ValueError(f"depth={depth}, but it must be {each}n + {rest} with n of at least 1, such as {near}")
    return n


class ResNetCIFAR(Network):
    """A 3x3 convolution, three stages of n basic blocks, the mean of each map, one linear layer.

    Args:
        depth: layers with weights: 6n + 2.
        shortcut: "A", "B" or "C"; the paper takes "A" "in all cases", so that a plain network (None) of the same
            depth has exactly as many parameters. Other libraries often build "B".
        attention: makes a module from the number of channels, as in :class:`ResNet`.
        zero_init_residual: whether each block starts as its shortcut, as in :class:`ResNet`.
        num_classes: logits.
        in_channels: channels of the images.

    Raises:
        ValueError: depth is not 6n + 2.

    Source:
        He et al., section 4.2: https://arxiv.org/abs/1512.03385
    """

    def __init__(
        self,
        depth: int,
        shortcut: str | None = "A",
        attention: Attention | None = None,
        zero_init_residual: bool = False,
        num_classes: int = 10,
        in_channels: int = 3,
    ) -> None:
        super().__init__()
        n = blocks_per_stage(depth, 6, 2)
        self.conv1 = nn.Conv2d(in_channels, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu = nn.ReLU(inplace=True)
        stages, C = [], 16
        for channels in CHANNELS:
            make = partial(BasicBlock, channels=channels, shortcut=shortcut)
            stages.append(make_stage(make, n, C, stride=1 if channels == 16 else 2))
            C = channels
        self.layer1, self.layer2, self.layer3 = stages
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(C, num_classes)
        finish(self, attention, zero_init_residual)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W) of any size."""
        x = self.relu(self.bn1(self.conv1(x)))  # (N, 16, H, W)
        x = self.layer3(self.layer2(self.layer1(x)))  # (N, 64, H / 4, W / 4)
        return self.fc(torch.flatten(self.avgpool(x), 1))


# Table 6: error on the test set of CIFAR-10, in per cent.
ERRORS = {20: "8.75", 32: "7.51", 44: "7.17", 56: "6.97", 110: "6.43 (6.61+-0.16)", 1202: "7.93"}

for depth, error in ERRORS.items():
    register(
        f"resnet{depth}_cifar10",
        partial(ResNetCIFAR, depth),
        PAPER,
        input_size=32,
        num_classes=10,
        error=f"{error} (CIFAR-10 test error)",
    )
