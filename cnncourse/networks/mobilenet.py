"""MobileNet v1 and v2: depthwise separable convolutions and inverted residuals (Howard 2017, Sandler 2018)."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import Activation, ConvBNReLU, SqueezeExcite, make_divisible
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

V1_PAPER = Paper(
    "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
    2017,
    "https://arxiv.org/abs/1704.04861",
)
V2_PAPER = Paper("MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, "https://arxiv.org/abs/1801.04381")

# v1, table 1, "Conv dw" and the 1x1 "Conv" below it as one row: filters, stride. The table prints stride 2 in its last
# row too, but the size there stays 7x7: the stride is 1.
V1_LAYERS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *5 * ((512, 1),),
    (1024, 2),
    (1024, 1),
)

# v2, table 2, the rows "bottleneck": t is the expansion, c the channels, n the repetitions, s the stride of the first.
V2_BOTTLENECKS = (
    # t, c, n, s
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


class DepthwiseSeparable(nn.Sequential):
    """Filter each channel by itself, then mix the channels in each pixel.

    A K x K convolution from M to N channels takes K*K*M*N multiply-adds a pixel, this one K*K*M + M*N.

    Args:
        in_channels: C of x (N, C, H, W); M in the paper.
        out_channels: C of y; N in the paper.
        stride: of the depthwise convolution.
        kernel_size: of the depthwise convolution, odd.
        activation: after each of the two batch norms; None for none.

    Source:
        Howard et al., section 3.1, equation 5 and figure 3: https://arxiv.org/abs/1704.04861
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        kernel_size: int = 3,
        activation: Activation | None = nn.ReLU,
    ) -> None:
        depthwise = ConvBNReLU(in_channels, in_channels, kernel_size, stride, groups=in_channels, activation=activation)
        pointwise = ConvBNReLU(in_channels, out_channels, 1, activation=activation)
        super().__init__(OrderedDict(depthwise=depthwise, pointwise=pointwise))


class MobileNetV1(Network):
    """One 3x3 convolution, thirteen depthwise separable ones, one linear layer.

    Nearly all of the work is in the 1x1 convolutions: table 2 of the paper counts 95 % of the multiply-adds there.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        width: the width multiplier, alpha in the paper: a factor on all channels, above 0. The paper has 1, 0.75, 0.5
            and 0.25. Its resolution multiplier is the size of the image.

    Source:
        Howard et al., table 1: https://arxiv.org/abs/1704.04861. The paper has ReLU where the authors' code has ReLU6;
        at least 8 channels is the authors' code.
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, width: float = 1.0) -> None:
        super().__init__()
        require_width(width)
        channels = max(8, int(32 * width))
        layers: list[nn.Module] = [ConvBNReLU(in_channels, channels, 3, stride=2)]
        for filters, stride in V1_LAYERS:
            out_channels = max(8, int(filters * width))
            layers.append(DepthwiseSeparable(channels, out_channels, stride))
            channels = out_channels
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(channels, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.avgpool(self.features(x))  # (N, 1024 * width, 1, 1)
        return self.classifier(torch.flatten(x, 1))


def require_width(width: float) -> None:
    """Raise a ValueError unless a width multiplier is above 0."""
    if not width > 0:
        raise ValueError(f"width={width!r}, but it must be above 0")


def expand_filter_project(
    in_channels: int,
    hidden: int,
    out_channels: int,
    stride: int,
    *,
    kernel_size: int = 3,
    squeezed: int = 0,
    gate: Activation = nn.Sigmoid,
    activation: Activation = nn.ReLU6,
    eps: float = 1e-5,
    momentum: float = 0.1,
) -> list[nn.Module]:
    """Return the layers of an inverted residual: widen, filter each channel, weigh the channels, narrow.

    MobileNet v2, MnasNet and MobileNet v3 have these layers in common; their checkpoints name them differently.

    Args:
        in_channels: C of x (N, C, H, W).
        hidden: channels in between. If they equal in_channels there is nothing to widen: the first layer is left out.
        out_channels: C of y.
        stride: of the depthwise convolution.
        kernel_size: of the depthwise convolution, odd.
        squeezed: channels inside the squeeze-and-excitation; 0 for none.
        gate: at its end.
        activation: after the first two convolutions; none follows the last.
        eps: of the batch norms.
        momentum: of the batch norms.
    """
    conv = partial(ConvBNReLU, eps=eps, momentum=momentum)
    layers: list[nn.Module] = []
    if hidden != in_channels:
        layers.append(conv(in_channels, hidden, 1, activation=activation))
    layers.append(conv(hidden, hidden, kernel_size, stride, groups=hidden, activation=activation))
    if squeezed:
        layers.append(SqueezeExcite(hidden, squeezed, gate=gate))
    return [*layers, conv(hidden, out_channels, 1, activation=None)]


class InvertedResidual(nn.Module):
    """Widen, filter each channel, narrow without an activation; add x where the shapes allow it.

    A ResNet bottleneck is wide at its ends and narrow inside. This one is narrow at its ends, and the shortcut joins
    the narrow ends. No activation follows the last convolution: in few channels, a ReLU would destroy information.

    Args:
        in_channels: C of x (N, C, H, W); k in the paper.
        out_channels: C of y; k' in the paper.
        stride: of the depthwise convolution; s in the paper. Only stride 1 with equal channels has a shortcut.
        expand_ratio: hidden channels / in_channels; t in the paper. At 1 the first convolution is left out.
        kernel_size: of the depthwise convolution, odd.
        squeezed: channels inside a squeeze-and-excitation after the depthwise convolution; 0 for none.
        activation: after the first two convolutions.

    Source:
        Sandler et al., table 1 and figure 4 (d): https://arxiv.org/abs/1801.04381
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int,
        expand_ratio: float,
        *,
        kernel_size: int = 3,
        squeezed: int = 0,
        activation: Activation = nn.ReLU6,
    ) -> None:
        super().__init__()
        hidden = round(in_channels * expand_ratio)
        *layers, projection = expand_filter_project(
            in_channels,
            hidden,
            out_channels,
            stride,
            kernel_size=kernel_size,
            squeezed=squeezed,
            activation=activation,
        )
        self.conv = nn.Sequential(*layers, *projection.children())
        self.residual = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        y = self.conv(x)
        return x + y if self.residual else y


class MobileNetV2(Network):
    """One 3x3 convolution, seventeen inverted residuals, one 1x1 convolution, one linear layer.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        width: the width multiplier: a factor on all channels, above 0; the results are rounded to multiples of 8. Below
            1 it spares the last convolution, which keeps its 1280 channels (section 4 of the paper).
        dropout: probability before the linear layer.

    Source:
        Sandler et al., table 2: https://arxiv.org/abs/1801.04381. Parameter names are those of torchvision.
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, width: float = 1.0, dropout: float = 0.2) -> None:
        super().__init__()
        require_width(width)
        channels, last = make_divisible(32 * width), make_divisible(1280 * max(1.0, width))
        layers: list[nn.Module] = [ConvBNReLU(in_channels, channels, 3, stride=2, activation=nn.ReLU6)]
        for t, c, n, s in V2_BOTTLENECKS:
            out_channels = make_divisible(c * width)
            for i in range(n):
                layers.append(InvertedResidual(channels, out_channels, s if i == 0 else 1, expand_ratio=t))
                channels = out_channels
        layers.append(ConvBNReLU(channels, last, 1, activation=nn.ReLU6))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(last, num_classes))
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.avgpool(self.features(x))  # (N, 1280, 1, 1)
        return self.classifier(torch.flatten(x, 1))


register("mobilenet_v1", MobileNetV1, V1_PAPER, error="29.4 / - (single crop)")
register("mobilenet_v2", MobileNetV2, V2_PAPER, error="28.0 / - (single crop)")
