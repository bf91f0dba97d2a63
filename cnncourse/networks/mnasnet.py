"""MnasNet: inverted residuals whose kernels and widths a search chose (Tan et al., 2018)."""

from __future__ import annotations

from functools import partial

from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU, make_divisible
from cnncourse.networks.mobilenet import expand_filter_project, require_width
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("MnasNet: Platform-Aware Neural Architecture Search for Mobile", 2018, "https://arxiv.org/abs/1807.11626")

MOMENTUM = 1 - 0.9997  # as torchvision has it: 0.9997 is the share of the old statistics, torch's momentum of the new

STAGES = (
    # expansion, kernel, channels, repetitions, stride of the first
    (3, 3, 24, 3, 2),
    (3, 5, 40, 3, 2),
    (6, 5, 80, 3, 2),
    (6, 3, 96, 2, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)


class MBConv(nn.Module):
    """An inverted residual with ReLU, as :class:`~cnncourse.networks.InvertedResidual` has ReLU6.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: C of y.
        kernel_size: of the depthwise convolution, odd.
        stride: of the depthwise convolution. Only stride 1 with equal channels has a shortcut.
        expand_ratio: hidden channels / in_channels.

    Source:
        Tan et al., figure 7: https://arxiv.org/abs/1807.11626
    """

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int, expand_ratio: int) -> None:
        super().__init__()
        layers = expand_filter_project(
            in_channels,
            in_channels * expand_ratio,
            out_channels,
            stride,
            kernel_size=kernel_size,
            activation=nn.ReLU,
            momentum=MOMENTUM,
        )
        self.layers = nn.Sequential(*(layer for part in layers for layer in part.children()))
        self.residual = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        y = self.layers(x)
        return x + y if self.residual else y


class MnasNet(Network):
    """A depthwise separable convolution, then six stages of inverted residuals with 3x3 and 5x5 kernels.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        width: the width multiplier: a factor on all channels but the last 1280, above 0; the results are rounded to
            multiples of 8.
        dropout: probability before the linear layer.

    Source:
        Tan et al.: https://arxiv.org/abs/1807.11626. Rows and parameter names are those of torchvision, which builds
        the variant B1 of the authors' code: the one without squeeze-and-excitation, so not figure 7 (a) of the paper.
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, width: float = 1.0, dropout: float = 0.2) -> None:
        super().__init__()
        require_width(width)
        stem, channels = make_divisible(32 * width), make_divisible(16 * width)
        conv = partial(ConvBNReLU, momentum=MOMENTUM)
        layers: list[nn.Module] = [
            *conv(in_channels, stem, 3, stride=2),
            *conv(stem, stem, 3, groups=stem),
            *conv(stem, channels, 1, activation=None),
        ]
        for t, kernel, c, n, s in STAGES:
            out_channels = make_divisible(c * width)
            first = MBConv(channels, out_channels, kernel, s, t)
            layers.append(
                nn.Sequential(first, *(MBConv(out_channels, out_channels, kernel, 1, t) for _ in range(n - 1)))
            )
            channels = out_channels
        self.layers = nn.Sequential(*layers, *conv(channels, 1280, 1))
        linear = nn.Linear(1280, num_classes)
        self.classifier = nn.Sequential(nn.Dropout(dropout), linear)
        initialise(self)
        nn.init.kaiming_uniform_(linear.weight, mode="fan_out", nonlinearity="sigmoid")  # as torchvision does

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        return self.classifier(self.layers(x).mean((2, 3)))


for name, width in (("mnasnet0_5", 0.5), ("mnasnet0_75", 0.75), ("mnasnet1_0", 1.0), ("mnasnet1_3", 1.3)):
    register(name, partial(MnasNet, width=width), PAPER)
