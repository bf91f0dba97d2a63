"""MobileNet v3, large and small: found by search, then improved by hand (Howard et al., 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import Activation, ConvBNReLU, make_divisible
from cnncourse.networks.mobilenet import expand_filter_project, require_width
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Searching for MobileNetV3", 2019, "https://arxiv.org/abs/1905.02244")

NL: dict[str, Activation] = {"RE": nn.ReLU, "HS": nn.Hardswish}
EPS, MOMENTUM = 0.001, 0.01  # of the batch norms

Row = tuple[int, int, int, bool, str, int]

# Table 1, the rows "bneck"
LARGE: tuple[Row, ...] = (
    # kernel, exp size, #out, SE, NL, s
    (3, 16, 16, False, "RE", 1),
    (3, 64, 24, False, "RE", 2),
    (3, 72, 24, False, "RE", 1),
    (5, 72, 40, True, "RE", 2),
    (5, 120, 40, True, "RE", 1),
    (5, 120, 40, True, "RE", 1),
    (3, 240, 80, False, "HS", 2),
    (3, 200, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 480, 112, True, "HS", 1),
    (3, 672, 112, True, "HS", 1),
    (5, 672, 160, True, "HS", 2),
    (5, 960, 160, True, "HS", 1),
    (5, 960, 160, True, "HS", 1),
)

# Table 2, the rows "bneck"
SMALL: tuple[Row, ...] = (
    # kernel, exp size, #out, SE, NL, s
    (3, 16, 16, True, "RE", 2),
    (3, 72, 24, False, "RE", 2),
    (3, 88, 24, False, "RE", 1),
    (5, 96, 40, True, "HS", 2),
    (5, 240, 40, True, "HS", 1),
    (5, 240, 40, True, "HS", 1),
    (5, 120, 48, True, "HS", 1),
    (5, 144, 48, True, "HS", 1),
    (5, 288, 96, True, "HS", 2),
    (5, 576, 96, True, "HS", 1),
    (5, 576, 96, True, "HS", 1),
)


class Bneck(nn.Module):
    """An inverted residual with a squeeze-and-excitation before it narrows.

    The excitation has a quarter of the hidden channels, rounded to a multiple of 8, and a hard sigmoid for a gate.

    Args:
        in_channels: C of x (N, C, H, W).
        exp_size: hidden channels. If they equal in_channels, the first convolution is left out.
        out_channels: C of y.
        kernel_size: of the depthwise convolution, odd.
        stride: of the depthwise convolution. Only stride 1 with equal channels has a shortcut.
        se: whether there is a squeeze-and-excitation.
        activation: after the first two convolutions; none follows the last.

    Source:
        Howard et al., figure 4 and section 5.3: https://arxiv.org/abs/1905.02244
    """

    def __init__(
        self,
        in_channels: int,
        exp_size: int,
        out_channels: int,
        kernel_size: int,
        stride: int,
        se: bool,
        activation: Activation = nn.Hardswish,
    ) -> None:
        super().__init__()
        layers = expand_filter_project(
            in_channels,
            exp_size,
            out_channels,
            stride,
            kernel_size=kernel_size,
            squeezed=make_divisible(exp_size // 4) if se else 0,
            gate=nn.Hardsigmoid,
            activation=activation,
            eps=EPS,
            momentum=MOMENTUM,
        )
        self.block = nn.Sequential(*layers)
        self.residual = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        y = self.block(x)
        return x + y if self.residual else y


class MobileNetV3(Network):
    """One 3x3 convolution, bnecks, one 1x1 convolution, two linear layers.

    The average comes before the widest layer, which so works on 1x1 maps: the "efficient last stage" of section 5.1.

    Args:
        bnecks: the rows "bneck" of table 1 (large) or 2 (small) of the paper.
        last_channels: of the hidden linear layer. The small network has 1024, in the paper's first version 1280.
        num_classes: logits.
        in_channels: channels of the images.
        width: the width multiplier: a factor on all channels, above 0; the results are rounded to multiples of 8.
        dropout: probability before the last layer.
        hidden_bias: whether the hidden linear layer has biases, as in torchvision; other libraries leave them out.

    Source:
        Howard et al., tables 1 and 2: https://arxiv.org/abs/1905.02244. Parameter names are those of torchvision.
        Like the authors' code, the hidden linear layer has a bias: a library that leaves it out has 1280 parameters
        less.
    """

    def __init__(
        self,
        bnecks: Sequence[Row],
        last_channels: int,
        num_classes: int = 1000,
        in_channels: int = 3,
        width: float = 1.0,
        dropout: float = 0.2,
        hidden_bias: bool = True,
    ) -> None:
        super().__init__()
        require_width(width)
        channels, last = make_divisible(16 * width), make_divisible(last_channels * width)
        conv = partial(ConvBNReLU, activation=nn.Hardswish, eps=EPS, momentum=MOMENTUM)
        layers: list[nn.Module] = [conv(in_channels, channels, 3, stride=2)]
        for kernel, exp_size, out, se, nl, s in bnecks:
            out_channels = make_divisible(out * width)
            layers.append(Bneck(channels, make_divisible(exp_size * width), out_channels, kernel, s, se, NL[nl]))
            channels = out_channels
        layers.append(conv(channels, 6 * channels, 1))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(
            nn.Linear(6 * channels, last, bias=hidden_bias),
            nn.Hardswish(),
            nn.Dropout(dropout),
            nn.Linear(last, num_classes),
        )
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.avgpool(self.features(x))  # (N, 6 * channels of the last bneck, 1, 1)
        return self.classifier(torch.flatten(x, 1))


register(
    "mobilenet_v3_large",
    partial(MobileNetV3, LARGE, last_channels=1280),
    PAPER,
    error="24.8 / - (single crop)",
)
register(
    "mobilenet_v3_small",
    partial(MobileNetV3, SMALL, last_channels=1024),
    PAPER,
    error="32.6 / - (single crop)",
)
