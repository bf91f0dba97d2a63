"""Inception v4 and Inception-ResNet: branches without and with a residual connection (Szegedy et al., 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnncourse.networks.branches import Branches, Layers, box, chain
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning",
    2016,
    "https://arxiv.org/abs/1602.07261",
)

# The figures, box by box. The paper draws the pool leftmost; the order here is that of the published weights.
STEM = (  # figure 3
    "3x3 32 stride 2 V",
    "3x3 32 V",
    "3x3 64",
    ("max stride 2 V", "3x3 96 stride 2 V"),
    ("1x1 64, 3x3 96 V", "1x1 64, 1x7 64, 7x1 64, 3x3 96 V"),
    ("3x3 192 stride 2 V", "max stride 2 V"),
)
INCEPTION_A = ("1x1 96", "1x1 64, 3x3 96", "1x1 64, 3x3 96, 3x3 96", "avg, 1x1 96")  # figure 4
INCEPTION_B = (  # figure 5
    "1x1 384",
    "1x1 192, 1x7 224, 7x1 256",
    "1x1 192, 7x1 192, 1x7 224, 7x1 224, 1x7 256",
    "avg, 1x1 128",
)
INCEPTION_C = (  # figure 6
    "1x1 256",
    "1x1 384, 1x3 256 | 3x1 256",
    "1x1 384, 3x1 448, 1x3 512, 1x3 256 | 3x1 256",
    "avg, 1x1 256",
)
REDUCTION_B = (  # figure 8
    "1x1 192, 3x3 192 stride 2 V",
    "1x1 256, 1x7 256, 7x1 320, 3x3 320 stride 2 V",
    "max stride 2 V",
)


def reduction_a(k: int, l: int, m: int, n: int) -> tuple[str, ...]:
    """Return the branches of figure 7, which halve 35x35 maps; k, l, m and n are the columns of table 1."""
    return f"3x3 {n} stride 2 V", f"1x1 {k}, 3x3 {l}, 3x3 {m} stride 2 V", "max stride 2 V"


def _three(name: str, values: Sequence[Any]) -> Sequence[Any]:
    if len(values) != 3:
        raise ValueError(f"{name}={values!r} has {len(values)} numbers, but there are 3 stages: A, B and C")
    return values


class InceptionV4(Network):
    """A stem and three stages of branches with a reduction between; it has no residual connection.

    Args:
        blocks: how many blocks A, B and C there are; 4, 7 and 3 in figure 9.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer; the paper keeps 0.8.

    Source:
        Szegedy et al., figures 3 to 9: https://arxiv.org/abs/1602.07261. Epsilon, and averages that do not count the
        padding, as in the published weights.
    """

    def __init__(
        self,
        blocks: Sequence[int] = (4, 7, 3),
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        A, B, C = _three("blocks", blocks)
        to_17 = reduction_a(192, 224, 256, 384)
        stages = [*[INCEPTION_A] * A, to_17, *[INCEPTION_B] * B, REDUCTION_B, *[INCEPTION_C] * C]
        self.features, channels = chain(in_channels, [*STEM, *stages], count_include_pad=False)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 75."""
        x = self.avgpool(self.features(x))  # (N, 1536, 1, 1)
        return self.fc(self.dropout(torch.flatten(x, 1)))


class InceptionResidual(nn.Module):
    """Add a small correction to x that branches compute: y = relu(x + scale * conv(branches(x))).

    The 1x1 convolution after the branches brings their channels back to those of x. It has a bias and no batch norm,
    and no ReLU before the sum. Without the scale, the paper found, wide networks die early in training.

    Args:
        channels: C of x (N, C, H, W) and of y.
        branches: see :class:`Branches`.
        scale: of the correction; the paper takes 0.1 to 0.3.
        activation: whether the ReLU follows the sum.

    Source:
        Szegedy et al., section 3.3 and figure 20: https://arxiv.org/abs/1602.07261
    """

    def __init__(self, channels: int, branches: Sequence[str], scale: float, activation: bool = True) -> None:
        super().__init__()
        self.branches = Branches(channels, branches)
        self.conv = nn.Conv2d(self.branches.out_channels, channels, 1)
        self.relu = nn.ReLU() if activation else nn.Identity()
        self.scale = scale

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H, W), the shape of x."""
        return self.relu(x + self.scale * self.conv(self.branches(x)))


class Figures(NamedTuple):
    """What an Inception-ResNet is made of, in the order of figure 15: texts for :func:`chain` and its branches."""

    stem: Layers
    a: Sequence[str]
    reduction_a: Sequence[str]
    b: Sequence[str]
    reduction_b: Sequence[str]
    c: Sequence[str]


V1 = Figures(
    stem=(  # figure 14
        "3x3 32 stride 2 V",
        "3x3 32 V",
        "3x3 64",
        "max stride 2 V",
        "1x1 80",
        "3x3 192 V",
        "3x3 256 stride 2 V",
    ),
    a=("1x1 32", "1x1 32, 3x3 32", "1x1 32, 3x3 32, 3x3 32"),  # figure 10
    reduction_a=reduction_a(192, 192, 256, 384),
    b=("1x1 128", "1x1 128, 1x7 128, 7x1 128"),  # figure 11
    reduction_b=(  # figure 12
        "1x1 256, 3x3 384 stride 2 V",
        "1x1 256, 3x3 256 stride 2 V",
        "1x1 256, 3x3 256, 3x3 256 stride 2 V",
        "max stride 2 V",
    ),
    c=("1x1 192", "1x1 192, 1x3 192, 3x1 192"),  # figure 13
)
V2 = Figures(
    stem=(  # not that of the figures: the published weights have the stem of Inception v3 with a block after it
        *V1.stem[:-1],
        "max stride 2 V",
        ("1x1 96", "1x1 48, 5x5 64", "1x1 64, 3x3 96, 3x3 96", "avg, 1x1 64"),
    ),
    a=("1x1 32", "1x1 32, 3x3 32", "1x1 32, 3x3 48, 3x3 64"),  # figure 16
    reduction_a=reduction_a(256, 256, 384, 384),
    b=("1x1 192", "1x1 128, 1x7 160, 7x1 192"),  # figure 17
    reduction_b=(  # figure 18
        "1x1 256, 3x3 384 stride 2 V",
        "1x1 256, 3x3 288 stride 2 V",
        "1x1 256, 3x3 288, 3x3 320 stride 2 V",
        "max stride 2 V",
    ),
    c=("1x1 192", "1x1 192, 1x3 224, 3x1 256"),  # figure 19
)


class InceptionResNet(Network):
    """A stem and three stages of residual branches with a reduction between.

    Args:
        figures: the branches.
        blocks: how many blocks A, B and C there are; 5, 10 and 5 in figure 15.
        scales: of their corrections. The paper says 0.1 to 0.3; these are those of the published weights.
        last: channels of a 1x1 convolution at the end, before it one more block C of scale 1 without ReLU; 0, as in
            the paper, for neither. The published weights of v2 have 1536.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer; the paper keeps 0.8.

    Two sums of v2 do not fit in the paper: figures 17 and 19 print 1154 and 2048 channels for what is added to maps
    of 1152 and 2144. ``inception_resnet_v2`` is the network of the published weights, which differs from the figures
    in its stem and has 10, 20 and 9 + 1 blocks.

    Source:
        Szegedy et al., figures 10 to 20: https://arxiv.org/abs/1602.07261
    """

    def __init__(
        self,
        figures: Figures,
        blocks: Sequence[int] = (5, 10, 5),
        scales: Sequence[float] = (0.17, 0.1, 0.2),
        last: int = 0,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        self.stem, channels = chain(in_channels, figures.stem, count_include_pad=False)
        self.stages = nn.Sequential()
        reductions = ((), (figures.reduction_a,), (figures.reduction_b,))  # what is in front of each stage
        residuals = (figures.a, figures.b, figures.c)
        for reduction, branches, count, scale in zip(
            reductions, residuals, _three("blocks", blocks), _three("scales", scales), strict=True
        ):
            layers, channels = chain(channels, reduction)
            self.stages.extend(layers)
            self.stages.extend(InceptionResidual(channels, branches, scale) for _ in range(count))
        if last:
            self.stages.append(InceptionResidual(channels, figures.c, scale=1.0, activation=False))
            layer, channels = box(f"1x1 {last}", channels)
            self.stages.append(layer)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 75."""
        x = self.avgpool(self.stages(self.stem(x)))  # (N, channels, 1, 1)
        return self.fc(self.dropout(torch.flatten(x, 1)))


register("inception_v4", InceptionV4, PAPER, input_size=299)
register("inception_resnet_v1", partial(InceptionResNet, V1), PAPER, input_size=299)
register("inception_resnet_v2", partial(InceptionResNet, V2, blocks=(10, 20, 9), last=1536), PAPER, input_size=299)
