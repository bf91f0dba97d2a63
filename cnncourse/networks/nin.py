"""Network in Network: 1x1 convolutions after each convolution, and no linear layer (Lin et al., 2013)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Network In Network", 2013, "https://arxiv.org/abs/1312.4400")


class MLPConv(nn.Sequential):
    """Convolve, then mix the channels at each position by 1x1 convolutions; a ReLU follows each of them.

    At one position the 1x1 convolutions are the hidden layers of a small multi-layer perceptron, which slides over
    the image in place of a linear filter.

    Args:
        in_channels: C of x (N, C, H, W).
        channels: of the convolution and then of each 1x1 convolution; the last are those of y.
        kernel_size: of the convolution; odd, H and W are kept.

    Source:
        Lin et al., section 3.1, equation 2: https://arxiv.org/abs/1312.4400
    """

    def __init__(self, in_channels: int, channels: Sequence[int], kernel_size: int) -> None:
        layers: list[nn.Module] = []
        for out_channels in channels:
            layers.append(nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2))
            layers.append(nn.ReLU(inplace=True))
            in_channels, kernel_size = out_channels, 1
        super().__init__(*layers)


class NiN(Network):
    """Three MLPConv blocks; the last has one map for each class, and its mean over the image is the logit.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability after each of the two poolings.

    Source:
        Lin et al., section 3.3 and figure 2: https://arxiv.org/abs/1312.4400. The paper prints no widths: they are
        those of its code, https://github.com/mavenlin/cuda-convnet/tree/master/NIN. That code lets the last window of
        a pooling hang over the border; here the border is padded with one cell, as in pytorchcv.
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 3, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = nn.Sequential(
            MLPConv(in_channels, (192, 160, 96), 5),
            nn.MaxPool2d(3, 2, padding=1),
            nn.Dropout(dropout),
            MLPConv(96, (192, 192, 192), 5),
            nn.AvgPool2d(3, 2, padding=1),
            nn.Dropout(dropout),
            MLPConv(192, (192, 192, num_classes), 3),
        )
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes), none below 0, of images (N, in_channels, H, W) of any size."""
        x = self.avgpool(self.features(x))  # (N, num_classes, 1, 1)
        return torch.flatten(x, 1)


register("nin_cifar10", NiN, PAPER, input_size=32, num_classes=10)
