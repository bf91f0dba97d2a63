"""DenseNet: each layer sees the outputs of all layers before it (Huang et al., 2016)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Densely Connected Convolutional Networks", 2016, "https://arxiv.org/abs/1608.06993")

# Table 1: how many layers each dense block has; 161, which grows by 48 channels a layer and not by 32, as in
# torchvision. A name counts convolutions and the linear layer, but the column of DenseNet-264 makes 265.
BLOCKS = {
    121: (6, 12, 24, 16),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
    264: (6, 12, 64, 48),
    161: (6, 12, 36, 24),
}
ERRORS = {
    121: "25.02 / 7.71 (1 crop), 23.61 / 6.66 (10 crops)",
    264: "22.15 / 6.12 (1 crop), 20.80 / 5.29 (10 crops)",
    161: "22.2 / - (1 crop)",
}


class DenseLayer(nn.Sequential):
    """Compute k new maps from all maps so far, and put them behind those: y = [x, H(x)].

    H is batch norm, ReLU, 3x3 convolution, in this order; with a bottleneck, the same with 1x1 goes before it.

    Args:
        in_channels: C of x (N, C, H, W).
        growth_rate: k, the maps that are added.
        bottleneck: channels after the 1x1 convolution as a multiple of k; 0 for none.
        dropout: probability for the new maps.

    Source:
        Huang et al., section 3, equation 2: https://arxiv.org/abs/1608.06993
    """

    def __init__(self, in_channels: int, growth_rate: int, bottleneck: int = 4, dropout: float = 0.0) -> None:
        inner = bottleneck * growth_rate
        steps = [(in_channels, inner, 1), (inner, growth_rate, 3)] if bottleneck else [(in_channels, growth_rate, 3)]
        super().__init__()
        for i, (before, after, kernel_size) in enumerate(steps, start=1):
            self.add_module(f"norm{i}", nn.BatchNorm2d(before))
            self.add_module(f"relu{i}", nn.ReLU(inplace=True))
            self.add_module(f"conv{i}", nn.Conv2d(before, after, kernel_size, padding=kernel_size // 2, bias=False))
        self.add_module("dropout", nn.Dropout(dropout))

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, C + growth_rate, H, W)."""
        return torch.cat([x, super().forward(x)], 1)


class Transition(nn.Sequential):
    """Mix the channels by 1x1, and halve H and W by averaging: batch norm, ReLU, convolution, pooling.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: C of y (N, C, H/2, W/2).
        dropout: probability after the convolution.

    Source:
        Huang et al., section 3, pooling layers: https://arxiv.org/abs/1608.06993
    """

    def __init__(self, in_channels: int, out_channels: int, dropout: float = 0.0) -> None:
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        layers["norm"] = nn.BatchNorm2d(in_channels)
        layers["relu"] = nn.ReLU(inplace=True)
        layers["conv"] = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        layers["dropout"] = nn.Dropout(dropout)
        layers["pool"] = nn.AvgPool2d(2)
        super().__init__(layers)


class DenseNet(Network):
    """Dense blocks with transitions between them.

    A layer adds few maps, 12 to 48, since it can read all earlier ones and need not repeat what they hold.

    Args:
        block_config: layers of each dense block.
        growth_rate: k, the maps that each layer adds.
        bottleneck: channels of the 1x1 convolution of a layer as a multiple of k; 0 for none (the B of DenseNet-BC).
        compression: theta, the part of the channels that a transition keeps, above 0, at most 1 (the C).
        init_channels: of the first convolution; None for 2 k.
        small_images: start with 3x3 at stride 1, as for CIFAR, and not with 7x7 at stride 2 and pooling.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability after each convolution but the first; the paper takes 0.2 on data without augmentation.

    Raises:
        ValueError: compression is out of its range.

    Source:
        Huang et al., sections 3 and 4, table 1: https://arxiv.org/abs/1608.06993. Parameter names are those of
        torchvision, which calls the last norm norm5 however many blocks there are.
    """

    def __init__(
        self,
        block_config: Sequence[int],
        growth_rate: int = 32,
        bottleneck: int = 4,
        compression: float = 0.5,
        init_channels: int | None = None,
        small_images: bool = False,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.0,
    ) -> None:
        if not 0 < compression <= 1:
            raise ValueError(f"compression={compression!r}, but it must be above 0 and at most 1")
        super().__init__()
        channels = 2 * growth_rate if init_channels is None else init_channels
        layers = _stem(in_channels, channels, small_images)
        for i, count in enumerate(block_config, start=1):
            block: OrderedDict[str, nn.Module] = OrderedDict()
            for j in range(1, count + 1):
                block[f"denselayer{j}"] = DenseLayer(channels, growth_rate, bottleneck, dropout)
                channels += growth_rate
            layers[f"denseblock{i}"] = nn.Sequential(block)
            if i < len(block_config):
                kept = int(compression * channels)
                layers[f"transition{i}"] = Transition(channels, kept, dropout)
                channels = kept
        layers["norm5"] = nn.BatchNorm2d(channels)
        layers["relu5"] = nn.ReLU(inplace=True)
        self.features = nn.Sequential(layers)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(channels, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 29 in table 1."""
        x = self.avgpool(self.features(x))  # (N, channels, 1, 1)
        return self.classifier(torch.flatten(x, 1))


def _stem(in_channels: int, channels: int, small_images: bool) -> OrderedDict[str, nn.Module]:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    if small_images:
        layers["conv0"] = nn.Conv2d(in_channels, channels, 3, padding=1, bias=False)
    else:
        layers["conv0"] = nn.Conv2d(in_channels, channels, 7, 2, padding=3, bias=False)
        layers["norm0"] = nn.BatchNorm2d(channels)
        layers["relu0"] = nn.ReLU(inplace=True)
        layers["pool0"] = nn.MaxPool2d(3, 2, padding=1)
    return layers


for depth, block_config in BLOCKS.items():
    build = partial(DenseNet, block_config, growth_rate=48 if depth == 161 else 32)
    register(f"densenet{depth}", build, PAPER, error=ERRORS.get(depth, ""))

CIFAR = {"input_size": 32, "num_classes": 10}
# Section 4, CIFAR. Of L layers, 4 lie outside the blocks: the first convolution, two transitions and the linear layer.
# The first network has neither B nor C.
densenet40 = partial(
    DenseNet, (12, 12, 12), growth_rate=12, bottleneck=0, compression=1, init_channels=16, small_images=True
)
densenet_bc100 = partial(DenseNet, (16, 16, 16), growth_rate=12, small_images=True)
register("densenet40_k12_cifar10", densenet40, PAPER, **CIFAR, error="5.24 (CIFAR-10 with augmentation)")
register("densenet100_k12_bc_cifar10", densenet_bc100, PAPER, **CIFAR, error="4.51 (CIFAR-10 with augmentation)")
