"""MixNet: depthwise convolutions with kernels of several sizes side by side (Tan and Le, 2019)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import Activation, ConvBNReLU, SqueezeExcite, make_divisible
from cnncourse.networks.mobilenet import require_width
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("MixConv: Mixed Depthwise Convolutional Kernels", 2019, "https://arxiv.org/abs/1907.09595")

Row = tuple[tuple[int, ...], int, int, int, int, float, int, int, Activation]

# From the authors' code, mixnet_builder.py, between the stem and the head; the paper draws them in section 4 without
# all of these columns. SE is squeezed channels / channels before; a and p are the groups of the 1x1 convolutions that
# widen and narrow.
SMALL: tuple[Row, ...] = (
    # kernels, expansion, channels, repetitions, stride of the first, SE, a, p, activation
    ((3,), 1, 16, 1, 1, 0, 1, 1, nn.ReLU),
    ((3,), 6, 24, 1, 2, 0, 2, 2, nn.ReLU),
    ((3,), 3, 24, 1, 1, 0, 2, 2, nn.ReLU),
    ((3, 5, 7), 6, 40, 1, 2, 0.5, 1, 1, nn.SiLU),
    ((3, 5), 6, 40, 3, 1, 0.5, 2, 2, nn.SiLU),
    ((3, 5, 7), 6, 80, 1, 2, 0.25, 1, 2, nn.SiLU),
    ((3, 5), 6, 80, 2, 1, 0.25, 1, 2, nn.SiLU),
    ((3, 5, 7), 6, 120, 1, 1, 0.5, 2, 2, nn.SiLU),
    ((3, 5, 7, 9), 3, 120, 2, 1, 0.5, 2, 2, nn.SiLU),
    ((3, 5, 7, 9, 11), 6, 200, 1, 2, 0.5, 1, 1, nn.SiLU),
    ((3, 5, 7, 9), 6, 200, 2, 1, 0.5, 1, 2, nn.SiLU),
)
MEDIUM: tuple[Row, ...] = (
    ((3,), 1, 24, 1, 1, 0, 1, 1, nn.ReLU),
    ((3, 5, 7), 6, 32, 1, 2, 0, 2, 2, nn.ReLU),
    ((3,), 3, 32, 1, 1, 0, 2, 2, nn.ReLU),
    ((3, 5, 7, 9), 6, 40, 1, 2, 0.5, 1, 1, nn.SiLU),
    ((3, 5), 6, 40, 3, 1, 0.5, 2, 2, nn.SiLU),
    ((3, 5, 7), 6, 80, 1, 2, 0.25, 1, 1, nn.SiLU),
    ((3, 5, 7, 9), 6, 80, 3, 1, 0.25, 2, 2, nn.SiLU),
    ((3,), 6, 120, 1, 1, 0.5, 1, 1, nn.SiLU),
    ((3, 5, 7, 9), 3, 120, 3, 1, 0.5, 2, 2, nn.SiLU),
    ((3, 5, 7, 9), 6, 200, 1, 2, 0.5, 1, 1, nn.SiLU),
    ((3, 5, 7, 9), 6, 200, 3, 1, 0.5, 1, 2, nn.SiLU),
)


class MixConv(nn.ModuleList):
    """Filter each channel by itself, some channels with small kernels, others with large ones.

    Args:
        channels: C of x (N, C, H, W) and of y.
        kernel_sizes: odd, one a group of channels; k in the paper. All groups have C / len(kernel_sizes) channels,
            rounded down, and the first has the rest too.
        stride: of all convolutions.

    Source:
        Tan and Le, section 3: https://arxiv.org/abs/1907.09595. The groups are its "equal
        partition".
    """

    def __init__(self, channels: int, kernel_sizes: Sequence[int], stride: int = 1) -> None:
        share, rest = divmod(channels, len(kernel_sizes))
        groups = [share + (rest if i == 0 else 0) for i in range(len(kernel_sizes))]
        super().__init__(
            nn.Conv2d(group, group, k, stride, k // 2, groups=group, bias=False)
            for group, k in zip(groups, kernel_sizes, strict=True)
        )
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, channels, OH, OW) of x (N, channels, H, W)."""
        parts = x.split(self.groups, dim=1)
        return torch.cat([conv(parts[i]) for i, conv in enumerate(self)], 1)


class MixBlock(nn.Module):
    """An inverted residual with mixed kernels and a squeeze-and-excitation.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: C of y; no activation follows.
        kernel_sizes: of the depthwise convolutions: see :class:`MixConv`.
        stride: of the depthwise convolutions. Only stride 1 with equal channels has a shortcut.
        expand_ratio: hidden channels / in_channels. At 1 the first convolution is left out.
        se_ratio: squeezed channels / in_channels, not / hidden channels; 0 for no squeeze-and-excitation.
        expand_groups: of the 1x1 convolution that widens.
        project_groups: of the 1x1 convolution that narrows.
        activation: of all but the last convolution, and inside the squeeze-and-excitation.

    Source:
        Tan and Le, section 4: https://arxiv.org/abs/1907.09595
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_sizes: Sequence[int],
        stride: int,
        expand_ratio: int,
        se_ratio: float = 0,
        expand_groups: int = 1,
        project_groups: int = 1,
        activation: Activation = nn.SiLU,
    ) -> None:
        super().__init__()
        hidden = in_channels * expand_ratio
        layers: list[nn.Module] = []
        if expand_ratio != 1:
            layers.append(ConvBNReLU(in_channels, hidden, 1, groups=expand_groups, activation=activation))
        layers += [MixConv(hidden, kernel_sizes, stride), nn.BatchNorm2d(hidden), activation()]
        if se_ratio:
            layers.append(SqueezeExcite(hidden, max(1, int(in_channels * se_ratio)), activation))
        layers.append(ConvBNReLU(hidden, out_channels, 1, groups=project_groups, activation=None))
        self.block = nn.Sequential(*layers)
        self.residual = stride == 1 and in_channels == out_channels

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        y = self.block(x)
        return x + y if self.residual else y


class MixNet(Network):
    """One 3x3 convolution, blocks with mixed kernels, one 1x1 convolution, one linear layer.

    Args:
        blocks: the rows of the authors' code for S or M. L is M with width 1.3.
        num_classes: logits.
        in_channels: channels of the images.
        width: the depth multiplier of the paper: a factor on all channels but the last 1536, above 0; the results are
            rounded to multiples of 8.
        dropout: probability before the linear layer.

    Source:
        Tan and Le, section 4: https://arxiv.org/abs/1907.09595, and the authors' code:
        https://github.com/tensorflow/tpu/tree/master/models/official/mnasnet/mixnet
    """

    def __init__(
        self,
        blocks: Sequence[Row],
        num_classes: int = 1000,
        in_channels: int = 3,
        width: float = 1.0,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        require_width(width)
        channels = make_divisible(blocks[0][2] * width)  # the stem has those of the first block
        layers: list[nn.Module] = [ConvBNReLU(in_channels, channels, 3, stride=2)]
        for kernels, t, c, n, s, se, a, p, activation in blocks:
            out_channels = make_divisible(c * width)
            for i in range(n):
                stride = s if i == 0 else 1
                layers.append(MixBlock(channels, out_channels, kernels, stride, t, se, a, p, activation))
                channels = out_channels
        self.features = nn.Sequential(*layers, ConvBNReLU(channels, 1536, 1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(1536, num_classes))
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.avgpool(self.features(x))  # (N, 1536, 1, 1)
        return self.classifier(torch.flatten(x, 1))


register("mixnet_s", partial(MixNet, SMALL), PAPER, error="24.2 / 7.2 (single crop)")
register("mixnet_m", partial(MixNet, MEDIUM, dropout=0.25), PAPER, error="23.0 / 6.7 (single crop)")
register("mixnet_l", partial(MixNet, MEDIUM, width=1.3, dropout=0.25), PAPER, error="21.1 / 5.8 (single crop)")
