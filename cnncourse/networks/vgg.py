"""VGG: stacks of 3x3 convolutions, and nothing else (Simonyan and Zisserman, 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014, "https://arxiv.org/abs/1409.1556"
)

# Table 1, columns A, B, D and E: how many convolutions each of the five stages has. A max pool ends each stage.
STAGES = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
CHANNELS = (64, 128, 256, 512, 512)
ERRORS = {16: "28.07 / 9.33 (10 crops, in table 3 of the ResNet paper)"}


class VGG(Network):
    """Five stages of 3x3 convolutions, then three linear layers.

    Args:
        convolutions: how many there are in each stage: a column of table 1 of the paper.
        batch_norm: whether a batch norm follows each convolution (not in the paper, which is older).
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability in the two hidden linear layers.

    Source:
        Simonyan and Zisserman, table 1: https://arxiv.org/abs/1409.1556. Parameter names are those of torchvision,
        which averages the last maps to 7x7 so that images other than 224x224 are taken too.
    """

    def __init__(
        self,
        convolutions: Sequence[int],
        batch_norm: bool = False,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for count, channels in zip(convolutions, CHANNELS, strict=True):
            for _ in range(count):
                layers.append(nn.Conv2d(in_channels, channels, 3, padding=1))
                layers += [nn.BatchNorm2d(channels)] if batch_norm else []
                layers.append(nn.ReLU(inplace=True))
                in_channels = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.avgpool = nn.AdaptiveAvgPool2d(7)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 32."""
        x = self.avgpool(self.features(x))  # (N, 512, 7, 7)
        return self.classifier(torch.flatten(x, 1))


for depth, convolutions in STAGES.items():
    register(f"vgg{depth}", partial(VGG, convolutions), PAPER, error=ERRORS.get(depth, ""))
    register(f"vgg{depth}_bn", partial(VGG, convolutions, batch_norm=True), PAPER)
