"""Xception: Inception taken to its end, one tower for each channel (Chollet, 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Xception: Deep Learning with Depthwise Separable Convolutions", 2016, "https://arxiv.org/abs/1610.02357")

# Figure 5. Each tuple is a block: the channels of its separable convolutions.
ENTRY = ((128, 128), (256, 256), (728, 728))
MIDDLE = (728, 728, 728)
EXIT = (728, 1024)
LAST = (1536, 2048)


class SeparableConv2d(nn.Sequential):
    """Convolve each channel by itself, then mix the channels by 1x1. Nothing lies between the two.

    A ReLU between them makes the network worse, the paper found, although Inception has one there.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: C of y (N, C, H, W).
        kernel_size: of the depthwise convolution; odd, H and W are kept at stride 1.
        stride: of the depthwise convolution.

    Source:
        Chollet, sections 1.2 and 4.7: https://arxiv.org/abs/1610.02357
    """

    def __init__(self, in_channels: int, out_channels: int, kernel_size: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, kernel_size, stride, kernel_size // 2, groups=in_channels, bias=False
        )
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)


class XceptionBlock(nn.Module):
    """Add separable convolutions to a shortcut: y = skip(x) + body(x).

    Args:
        in_channels: C of x (N, C, H, W).
        channels: of each separable convolution; the last are those of y.
        stride: 2 ends the body with a max pooling that halves H and W.
        starts_with_relu: whether a ReLU stands before the first convolution; one stands before all others.

    Source:
        Chollet, figure 5: https://arxiv.org/abs/1610.02357
    """

    def __init__(
        self, in_channels: int, channels: Sequence[int], stride: int = 1, starts_with_relu: bool = True
    ) -> None:
        super().__init__()
        self.skip: nn.Module = nn.Identity()
        if stride != 1 or in_channels != channels[-1]:
            self.skip = ConvBNReLU(in_channels, channels[-1], 1, stride, activation=None)
        layers: list[nn.Module] = []
        for i, out_channels in enumerate(channels):
            if i > 0 or starts_with_relu:
                layers.append(nn.ReLU(inplace=i > 0))  # the first may not write into x, which skip reads
            layers += [SeparableConv2d(in_channels, out_channels), nn.BatchNorm2d(out_channels)]
            in_channels = out_channels
        if stride != 1:
            layers.append(nn.MaxPool2d(3, stride, padding=1))
        self.body = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, channels[-1], H/stride, W/stride)."""
        return self.skip(x) + self.body(x)


class Xception(Network):
    """An entry flow of three blocks, a middle flow of eight equal ones, and an exit flow.

    Args:
        middle: blocks of the middle flow.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer.

    Source:
        Chollet, figure 5 and section 4.3: https://arxiv.org/abs/1610.02357. Maps of an even size are pooled one pixel
        further up and left than in the author's code, which pads at the bottom and the right.
    """

    def __init__(self, middle: int = 8, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> None:
        super().__init__()
        self.conv1 = ConvBNReLU(in_channels, 32, 3, stride=2, padding=0)
        self.conv2 = ConvBNReLU(32, 64, 3, padding=0)
        blocks: list[nn.Module] = []
        width = 64
        for channels in ENTRY:
            blocks.append(XceptionBlock(width, channels, stride=2, starts_with_relu=bool(blocks)))
            width = channels[-1]
        blocks += [XceptionBlock(width, MIDDLE) for _ in range(middle)]
        blocks.append(XceptionBlock(width, EXIT, stride=2))
        self.blocks = nn.Sequential(*blocks)
        last: list[nn.Module] = []
        for before, after in zip((EXIT[-1], *LAST), LAST, strict=False):
            last += [SeparableConv2d(before, after), nn.BatchNorm2d(after), nn.ReLU(inplace=True)]
        self.last = nn.Sequential(*last)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(LAST[-1], num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 7."""
        x = self.blocks(self.conv2(self.conv1(x)))  # (N, 1024, H/32, W/32)
        x = self.avgpool(self.last(x))  # (N, 2048, 1, 1)
        return self.fc(self.dropout(torch.flatten(x, 1)))


register("xception", Xception, PAPER, input_size=299, error="21.0 / 5.5 (from the accuracies 0.790 and 0.945)")
