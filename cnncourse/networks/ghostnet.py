"""GhostNet: half of the channels are cheap copies of the other half (Han et al., 2019)."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import Activation, ConvBNReLU, SqueezeExcite, make_divisible
from cnncourse.networks.mobilenet import require_width
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("GhostNet: More Features from Cheap Operations", 2019, "https://arxiv.org/abs/1911.11907")

# Table 1, the rows "G-bneck". The kernel of the depthwise convolutions is from the authors' code: the table has none.
G_BNECKS = (
    # kernel, #exp, #out, SE, stride
    (3, 16, 16, False, 1),
    (3, 48, 24, False, 2),
    (3, 72, 24, False, 1),
    (5, 72, 40, True, 2),
    (5, 120, 40, True, 1),
    (3, 240, 80, False, 2),
    (3, 200, 80, False, 1),
    (3, 184, 80, False, 1),
    (3, 184, 80, False, 1),
    (3, 480, 112, True, 1),
    (3, 672, 112, True, 1),
    (5, 672, 160, True, 2),
    (5, 960, 160, False, 1),
    (5, 960, 160, True, 1),
    (5, 960, 160, False, 1),
    (5, 960, 160, True, 1),
)


class GhostModule(nn.Module):
    """Compute some of the channels by a convolution and the others from these, each from one, by a cheap filter.

    ::

        intrinsic = activation(bn(conv(x)))                     n / s channels
        ghosts    = activation(bn(depthwise conv(intrinsic)))   the other n - n / s
        y         = both, side by side

    Args:
        in_channels: C of x (N, C, H, W); c in the paper.
        out_channels: C of y; n in the paper.
        kernel_size: of the convolution, odd; k in the paper.
        ratio: how many channels come from one of the convolution, itself included; s in the paper.
        cheap_kernel_size: of the depthwise convolution, odd; d in the paper.
        stride: of the convolution.
        activation: after both; None for none.

    Source:
        Han et al., equations 2 and 3 and figure 2 (b): https://arxiv.org/abs/1911.11907
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 1,
        ratio: int = 2,
        cheap_kernel_size: int = 3,
        stride: int = 1,
        activation: Activation | None = nn.ReLU,
    ) -> None:
        super().__init__()
        self.out_channels = out_channels
        m = ceil(out_channels / ratio)
        self.primary_conv = ConvBNReLU(in_channels, m, kernel_size, stride, activation=activation)
        self.cheap_operation = ConvBNReLU(m, m * (ratio - 1), cheap_kernel_size, groups=m, activation=activation)

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        intrinsic = self.primary_conv(x)
        y = torch.cat((intrinsic, self.cheap_operation(intrinsic)), 1)
        return y[:, : self.out_channels]  # m * ratio is more if ratio does not divide out_channels


class GhostBottleneck(nn.Module):
    """An inverted residual of two ghost modules; only at stride 2 there is a depthwise convolution between them.

    Args:
        in_channels: C of x (N, C, H, W).
        exp_size: hidden channels; #exp in table 1.
        out_channels: C of y; no activation follows.
        kernel_size: of the depthwise convolutions, odd.
        stride: 1 or 2.
        se: whether there is a squeeze-and-excitation between the modules.
        early: see :class:`GhostNet`.

    Source:
        Han et al., figure 3: https://arxiv.org/abs/1911.11907
    """

    def __init__(
        self,
        in_channels: int,
        exp_size: int,
        out_channels: int,
        kernel_size: int = 3,
        stride: int = 1,
        se: bool = False,
        early: bool = False,
    ) -> None:
        super().__init__()
        layers: dict[str, nn.Module] = {"ghost1": GhostModule(in_channels, exp_size)}
        if stride > 1:
            layers["depthwise"] = ConvBNReLU(exp_size, exp_size, kernel_size, stride, groups=exp_size, activation=None)
        if se and early:
            layers["se"] = SqueezeExcite(exp_size, exp_size // 4, gate=lambda: nn.Hardtanh(0, 1))
        elif se:
            layers["se"] = SqueezeExcite(exp_size, make_divisible(exp_size / 4, 4), gate=nn.Hardsigmoid)
        layers["ghost2"] = GhostModule(exp_size, out_channels, activation=None)
        self.path = nn.Sequential(OrderedDict(layers))
        self.shortcut = nn.Sequential()
        if stride > 1 or in_channels != out_channels:
            kernel, activation = (3, nn.ReLU) if early else (kernel_size, None)
            self.shortcut.append(
                ConvBNReLU(in_channels, in_channels, kernel, stride, groups=in_channels, activation=activation)
            )
            self.shortcut.append(ConvBNReLU(in_channels, out_channels, 1, activation=None))

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        return self.path(x) + self.shortcut(x)


class GhostNet(Network):
    """One 3x3 convolution, sixteen ghost bottlenecks, two 1x1 convolutions with the average between, one linear layer.

    Channels and strides are those of MobileNet v3 large, every activation is a ReLU.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        width: a factor on all channels but the last 1280, above 0; alpha in the paper. The results are rounded to
            multiples of 4.
        dropout: probability before the linear layer.
        early: build the form that pytorchcv has, after early code of the first author: the depthwise convolution of a
            shortcut is 3x3 with a ReLU; the squeezed channels are not rounded to multiples of 4; the gate is
            min(max(x, 0), 1), not a hard sigmoid; the last 1x1 convolution has a batch norm, not a bias.

    Source:
        Han et al., table 1: https://arxiv.org/abs/1911.11907. It leaves open what ``early`` decides and the kernels;
        they are those of the authors' code: https://github.com/huawei-noah/Efficient-AI-Backbones
    """

    def __init__(
        self,
        num_classes: int = 1000,
        in_channels: int = 3,
        width: float = 1.0,
        dropout: float = 0.2,
        early: bool = False,
    ) -> None:
        super().__init__()
        require_width(width)
        channels = make_divisible(16 * width, 4)
        layers: list[nn.Module] = [ConvBNReLU(in_channels, channels, 3, stride=2)]
        for kernel, exp, out, se, stride in G_BNECKS:
            hidden, out_channels = make_divisible(exp * width, 4), make_divisible(out * width, 4)
            layers.append(GhostBottleneck(channels, hidden, out_channels, kernel, stride, se, early))
            channels = out_channels
        self.features = nn.Sequential(*layers, ConvBNReLU(channels, hidden, 1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        widest = [ConvBNReLU(hidden, 1280, 1)] if early else [nn.Conv2d(hidden, 1280, 1), nn.ReLU()]
        self.head = nn.Sequential(*widest)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(1280, num_classes))
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.head(self.avgpool(self.features(x)))  # (N, 1280, 1, 1)
        return self.classifier(torch.flatten(x, 1))


register("ghostnet", GhostNet, PAPER, error="26.1 / 8.6 (single crop)")
