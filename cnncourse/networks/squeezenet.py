"""SqueezeNet: few channels where the 3x3 convolutions look, so few parameters (Iandola et al., 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
    2016,
    "https://arxiv.org/abs/1602.07360",
)

# Table 1, rows fire2 to fire9, columns s1x1, e1x1 and e3x3.
FIRES = (
    (16, 64, 64),
    (16, 64, 64),
    (32, 128, 128),
    (32, 128, 128),
    (48, 192, 192),
    (48, 192, 192),
    (64, 256, 256),
    (64, 256, 256),
)


class Fire(nn.Module):
    """Squeeze to few channels by 1x1, then expand by 1x1 and by 3x3 beside each other.

    ::

        s = relu(squeeze(x))
        y = [relu(expand1x1(s)), relu(expand3x3(s))]        channels side by side

    Args:
        in_channels: C of x (N, C, H, W).
        s1x1: channels of the squeeze layer.
        e1x1: channels of y from 1x1 kernels.
        e3x3: channels of y from 3x3 kernels.

    Source:
        Iandola et al., section 3.2 and figure 1: https://arxiv.org/abs/1602.07360
    """

    def __init__(self, in_channels: int, s1x1: int, e1x1: int, e3x3: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, s1x1, 1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(s1x1, e1x1, 1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(s1x1, e3x3, 3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, e1x1 + e3x3, H, W)."""
        s = self.squeeze_activation(self.squeeze(x))
        left = self.expand1x1_activation(self.expand1x1(s))
        right = self.expand3x3_activation(self.expand3x3(s))
        return torch.cat([left, right], 1)


class SqueezeNet(Network):
    """A convolution, eight Fire blocks with pooling between them, and a 1x1 convolution to the classes.

    There is no linear layer: the mean of each class's map is its logit, and a ReLU before it leaves none below 0.

    Args:
        conv1: kernels and kernel size of the first convolution.
        pool_after: the Fire blocks that a max pooling follows; the first is fire2, as in the paper.
        fires: (s1x1, e1x1, e3x3) of each Fire block.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the last convolution.

    Source:
        Iandola et al., table 1: https://arxiv.org/abs/1602.07360. Version 1.1, with 2.4 times fewer multiply-adds, is
        not in the paper: https://github.com/forresti/SqueezeNet/tree/master/SqueezeNet_v1.1. Parameter names and
        the start of the weights are those of torchvision. The 111x111 maps of the table need images of 227x227.
    """

    def __init__(
        self,
        conv1: tuple[int, int] = (96, 7),
        pool_after: Sequence[int] = (4, 8),
        fires: Sequence[tuple[int, int, int]] = FIRES,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        channels, kernel_size = conv1
        layers: list[nn.Module] = [
            nn.Conv2d(in_channels, channels, kernel_size, stride=2),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2, ceil_mode=True),
        ]
        for number, (s1x1, e1x1, e3x3) in enumerate(fires, start=2):
            layers.append(Fire(channels, s1x1, e1x1, e3x3))
            layers += [nn.MaxPool2d(3, 2, ceil_mode=True)] if number in pool_after else []
            channels = e1x1 + e3x3
        self.features = nn.Sequential(*layers)
        conv10 = nn.Conv2d(channels, num_classes, 1)
        self.classifier = nn.Sequential(nn.Dropout(dropout), conv10, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1))
        for module in self.modules():
            if isinstance(module, nn.Conv2d) and module.bias is not None:
                nn.init.kaiming_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        nn.init.normal_(conv10.weight, 0, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 21 (17 in version 1.1)."""
        x = self.classifier(self.features(x))  # (N, num_classes, 1, 1)
        return torch.flatten(x, 1)


ERROR = "42.5 / 19.7"
register("squeezenet1_0", SqueezeNet, PAPER, error=ERROR)
register("squeezenet1_1", partial(SqueezeNet, conv1=(64, 3), pool_after=(3, 5)), PAPER)
