"""ResNet and the networks that change its blocks: plain, wide, ResNeXt (He et al., 2015, and others)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register
from cnncourse.networks.residual import BasicBlock, Bottleneck, ResidualBlock, make_stage

PAPER = Paper("Deep Residual Learning for Image Recognition", 2015, "https://arxiv.org/abs/1512.03385")
WIDE = Paper("Wide Residual Networks", 2016, "https://arxiv.org/abs/1605.07146")
RESNEXT = Paper(
    "Aggregated Residual Transformations for Deep Neural Networks", 2016, "https://arxiv.org/abs/1611.05431"
)

# Table 1: the block of each network, and how many there are in conv2_x, conv3_x, conv4_x and conv5_x.
STAGES: dict[int, tuple[type[ResidualBlock], tuple[int, ...]]] = {
    18: (BasicBlock, (2, 2, 2, 2)),
    34: (BasicBlock, (3, 4, 6, 3)),
    50: (Bottleneck, (3, 4, 6, 3)),
    101: (Bottleneck, (3, 4, 23, 3)),
    152: (Bottleneck, (3, 8, 36, 3)),
}
CHANNELS = (64, 128, 256, 512)  # table 1: of the 3x3 convolutions of the four stages
Attention = Callable[[int], nn.Module | None]


class ResNet(Network):
    """A 7x7 convolution, a max pool, four stages of residual blocks, the mean of each map, one linear layer.

    Args:
        block: :class:`BasicBlock` or :class:`Bottleneck`.
        blocks: how many there are in each of the four stages: a column of table 1.
        shortcut: "A", "B" or "C" as in section 4.1 and :func:`make_shortcut`; None for the plain networks.
        stride_on: which convolution of a bottleneck halves the maps: "3x3" as in torchvision, which is often called
            v1.5, or "1x1" as in the paper, which costs 6 % fewer multiply-adds in ResNet-50.
        groups: of the 3x3 convolution of a bottleneck: the cardinality of ResNeXt.
        width_per_group: channels of one group in the first stage; 64 for one group. They double stage by stage.
        attention: makes a module from the number of channels (or returns None for none); each block has its own,
            which is applied to F(x) before the addition and keeps the weights it is born with.
        zero_init_residual: whether each block starts as its shortcut: the scale of its last batch norm is zero
            (Goyal et al., 2017, section 5.1: https://arxiv.org/abs/1706.02677).
        num_classes: logits.
        in_channels: channels of the images.

    Source:
        He et al., table 1: https://arxiv.org/abs/1512.03385. Xie et al., table 1, for the groups:
        https://arxiv.org/abs/1611.05431. Parameter names are those of torchvision.
    """

    def __init__(
        self,
        block: type[ResidualBlock],
        blocks: Sequence[int],
        shortcut: str | None = "B",
        stride_on: str = "3x3",
        groups: int = 1,
        width_per_group: int = 64,
        attention: Attention | None = None,
        zero_init_residual: bool = False,
        num_classes: int = 1000,
        in_channels: int = 3,
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 64, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        stages, C = [], 64
        for count, channels in zip(blocks, CHANNELS, strict=True):
            make = _maker(block, channels, shortcut, stride_on, groups, width_per_group)
            stages.append(make_stage(make, count, C, stride=1 if channels == 64 else 2))
            C = channels * block.expansion
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(C, num_classes)
        finish(self, attention, zero_init_residual)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W) of any size."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))  # (N, 64, H / 4, W / 4)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))  # (N, 512 or 2048, H / 32, W / 32)
        return self.fc(torch.flatten(self.avgpool(x), 1))


def _maker(
    block: type[ResidualBlock], channels: int, shortcut: str | None, stride_on: str, groups: int, width_per_group: int
) -> Callable[..., ResidualBlock]:
    """Return what builds a block of one stage from its ``in_channels`` and, if it is not 1, its ``stride``."""
    if block.expansion == 1:
        if (groups, width_per_group, stride_on) != (1, 64, "3x3"):
            raise ValueError(
                f"groups={groups}, width_per_group={width_per_group}, stride_on={stride_on!r} describe the middle of a "
                f"bottleneck, but {block.__name__} has none; take 1, 64 and '3x3', or a deeper network"
            )
        return partial(block, channels=channels, shortcut=shortcut)
    width = channels * width_per_group // 64 * groups
    out_channels = channels * block.expansion
    return partial(block, width=width, out_channels=out_channels, groups=groups, stride_on=stride_on, shortcut=shortcut)


def finish(model: nn.Module, attention: Attention | None, zero_init_residual: bool) -> None:
    """Draw the weights of a residual network, and then give its blocks their attention, which has its own."""
    initialise(model)
    for block in list(model.modules()):
        if isinstance(block, ResidualBlock):
            if zero_init_residual:
                block.start_as_identity()
            if attention is not None:
                block.attention = attention(block.out_channels) or nn.Identity()


# Published for the networks of the paper itself: with shortcut A in ResNet-18, B in ResNet-34, stride_on="1x1".
ERRORS: dict[str, str] = {
    "plain18": "27.94 / - (10-crop)",
    "plain34": "28.54 / 10.02 (10-crop)",
    "resnet18": "27.88 / - (10-crop, with shortcut A)",
    "resnet34": "24.52 / 7.46 (10-crop; with shortcut A 25.03 / 7.76, with C 24.19 / 7.40)",
    "resnet50_v1": "22.85 / 6.71 (10-crop); 24.7 / 7.8 (1-crop)",
    "resnext50_32x4d": "22.2 / - (single crop 224)",
    "resnext101_32x4d": "21.2 / - (single crop 224)",
}


def _register(name: str, depth: int, paper: Paper, **options: Any) -> None:
    register(name, partial(ResNet, *STAGES[depth], **options), paper, error=ERRORS.get(name, ""))


for depth in STAGES:
    _register(f"resnet{depth}", depth, PAPER)
for depth in (50, 101, 152):
    _register(f"resnet{depth}_v1", depth, PAPER, stride_on="1x1")
for depth in (18, 34):
    _register(f"plain{depth}", depth, PAPER, shortcut=None)
for depth in (50, 101):
    _register(f"wide_resnet{depth}_2", depth, WIDE, width_per_group=128)
for depth, groups, width in ((50, 32, 4), (101, 32, 4), (101, 32, 8), (101, 64, 4)):
    _register(f"resnext{depth}_{groups}x{width}d", depth, RESNEXT, groups=groups, width_per_group=width)
