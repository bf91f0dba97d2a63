"""ResNet v2, made of pre-activation units, and the wide residual networks of the same units (both 2016)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network, initialise
from cnncourse.networks.preact import PreActBlock, PreActBottleneck, PreActivationUnit
from cnncourse.networks.registry import Paper, register
from cnncourse.networks.residual import Bottleneck, make_stage
from cnncourse.networks.resnet import CHANNELS, STAGES, WIDE
from cnncourse.networks.resnet_cifar import CHANNELS as CIFAR_CHANNELS
from cnncourse.networks.resnet_cifar import blocks_per_stage

PAPER = Paper("Identity Mappings in Deep Residual Networks", 2016, "https://arxiv.org/abs/1603.05027")
DEPTHS = {**STAGES, 200: (Bottleneck, (3, 24, 36, 3))}  # the block of the first version, and how many a stage has


class PreActResNet(Network):
    """A convolution, stages of pre-activation units, one last BN and ReLU, the mean of each map, one linear layer.

    The first unit takes what comes out of the stem's ReLU, and has no pre-activation of its own (appendix of the
    paper); other libraries often normalise there a second time.

    Args:
        unit: :class:`PreActBlock` or :class:`PreActBottleneck`.
        blocks: how many units there are in each stage.
        channels: of their 3x3 convolutions, stage by stage.
        stem: channels of the first convolution.
        small: whether the images are small: a 3x3 convolution instead of 7x7 with stride 2 and a max pool.
        num_classes: logits.
        in_channels: channels of the images.
        options: what each unit is given besides: ``shortcut``, and ``dropout`` or ``stride_on``.

    Source:
        He et al., figure 4e and appendix: https://arxiv.org/abs/1603.05027
    """

    def __init__(
        self,
        unit: type[PreActivationUnit],
        blocks: Sequence[int],
        channels: Sequence[int] = CHANNELS,
        stem: int = 64,
        small: bool = False,
        num_classes: int = 1000,
        in_channels: int = 3,
        **options: Any,
    ) -> None:
        super().__init__()
        kernel_size, stride = (3, 1) if small else (7, 2)
        self.conv1 = nn.Conv2d(in_channels, stem, kernel_size, stride, padding=kernel_size // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(stem)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.Identity() if small else nn.MaxPool2d(3, 2, padding=1)
        stages: list[nn.Module] = []
        C = stem
        for count, width in zip(blocks, channels, strict=True):
            first = {"stride": 2} if stages else {"activated": True}
            stages.append(make_stage(_maker(unit, width, options), count, C, **first))
            C = width * unit.expansion
        self.stages = nn.Sequential(*stages)
        self.bn2 = nn.BatchNorm2d(C)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(C, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W) of any size."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.relu(self.bn2(self.stages(x)))
        return self.fc(torch.flatten(self.avgpool(x), 1))


def _maker(unit: Callable[..., PreActivationUnit], width: int, options: dict[str, Any]) -> Callable[..., Any]:
    """Return what builds a unit of one stage from its ``in_channels``."""
    return lambda in_channels, **first: unit(in_channels, width, **first, **options)


def preact_resnet(
    depth: int, shortcut: str = "B", stride_on: str = "3x3", num_classes: int = 1000, in_channels: int = 3
) -> PreActResNet:
    """Return the pre-activation form of ResNet-18, 34, 50, 101, 152 or 200 for ImageNet.

    Args:
        depth: one of these.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`.
        stride_on: which convolution of a bottleneck has the stride, "3x3" or "1x1".
        num_classes: logits.
        in_channels: channels of the images.

    Source:
        He et al., section 5 (depths 152 and 200 are in table 5): https://arxiv.org/abs/1603.05027
    """
    if depth not in DEPTHS:
        raise ValueError(f"depth={depth}, but it must be one of {', '.join(map(str, DEPTHS))}")
    block, blocks = DEPTHS[depth]
    if block is Bottleneck:
        return PreActResNet(
            PreActBottleneck,
            blocks,
            num_classes=num_classes,
            in_channels=in_channels,
            shortcut=shortcut,
            stride_on=stride_on,
        )
    if stride_on != "3x3":
        raise ValueError(f"stride_on={stride_on!r}, but ResNet-{depth} has no 1x1 convolution to put it on")
    return PreActResNet(PreActBlock, blocks, num_classes=num_classes, in_channels=in_channels, shortcut=shortcut)


def preact_resnet_cifar(
    depth: int, bottleneck: bool = False, shortcut: str = "B", num_classes: int = 10, in_channels: int = 3
) -> PreActResNet:
    """Return a pre-activation network for 32x32 images.

    Args:
        depth: 6n + 2, or 9n + 2 with bottlenecks (164 and 1001 in the paper). They have the stride on the first 1x1,
            as in the authors' code.
        bottleneck: whether the units are bottlenecks.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`.
        num_classes: logits.
        in_channels: channels of the images.

    Raises:
        ValueError: depth is none of these.

    Source:
        He et al., section 4: https://arxiv.org/abs/1603.05027, and https://github.com/KaimingHe/resnet-1k-layers
    """
    n = blocks_per_stage(depth, 9 if bottleneck else 6, 2)
    unit: type[PreActivationUnit] = PreActBottleneck if bottleneck else PreActBlock
    options = {"stride_on": "1x1", "shortcut": shortcut} if bottleneck else {"shortcut": shortcut}
    return PreActResNet(unit, (n, n, n), CIFAR_CHANNELS, 16, True, num_classes, in_channels, **options)


def wide_resnet_cifar(
    depth: int,
    width: int,
    dropout: float = 0.0,
    shortcut: str = "B",
    num_classes: int = 10,
    in_channels: int = 3,
) -> PreActResNet:
    """Return WRN-depth-width: pre-activation units with ``width`` times as many channels, and fewer of them.

    Args:
        depth: 6n + 4: the paper counts the three projections as well.
        width: k, at least 1; the stages have 16k, 32k and 64k channels.
        dropout: probability between the two convolutions of a unit; the paper tries 0.3.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`.
        num_classes: logits.
        in_channels: channels of the images.

    Raises:
        ValueError: depth is not 6n + 4.

    Source:
        Zagoruyko and Komodakis, table 1: https://arxiv.org/abs/1605.07146
    """
    n = blocks_per_stage(depth, 6, 4)
    channels = [width * C for C in CIFAR_CHANNELS]
    options = {"dropout": dropout, "shortcut": shortcut}
    return PreActResNet(PreActBlock, (n, n, n), channels, 16, True, num_classes, in_channels, **options)


for depth in DEPTHS:
    register(f"preact_resnet{depth}", partial(preact_resnet, depth), PAPER)
for depth, bottleneck in ((110, False), (164, True), (1001, True)):
    build = partial(preact_resnet_cifar, depth, bottleneck)
    register(f"preact_resnet{depth}_cifar10", build, PAPER, input_size=32, num_classes=10)
for depth, width in ((16, 4), (16, 8), (28, 10), (40, 4)):
    build_wide = partial(wide_resnet_cifar, depth, width)
    register(f"wrn{depth}_{width}_cifar10", build_wide, WIDE, input_size=32, num_classes=10)
