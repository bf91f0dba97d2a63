"""AlexNet and ZFNet: five convolutions and three linear layers (Krizhevsky et al., 2012; Zeiler and Fergus, 2013)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cnncourse.networks.network import Network
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "ImageNet Classification with Deep Convolutional Neural Networks",
    2012,
    "https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks",
)
ONE_TOWER_PAPER = Paper(
    "One Weird Trick for Parallelizing Convolutional Neural Networks", 2014, "https://arxiv.org/abs/1404.5997"
)
ZF_PAPER = Paper("Visualizing and Understanding Convolutional Networks", 2013, "https://arxiv.org/abs/1311.2901")


class Row(NamedTuple):
    """One convolution, the ReLU behind it, and what follows.

    Args:
        channels: kernels.
        kernel_size: of the convolution.
        stride: of the convolution.
        padding: of the convolution.
        split: whether a kernel sees only those maps that lie on its own GPU; these layers start with biases of 1.
        then: "norm" and "pool" in their order: local response normalisation, and max pooling of 3x3 at stride 2.
    """

    channels: int
    kernel_size: int
    stride: int = 1
    padding: int = 0
    split: bool = False
    then: tuple[str, ...] = ()


# Section 3.5 and figure 2. The figure says 224x224; its 55x55 maps need 227x227.
TWO_GPUS = (
    Row(96, 11, stride=4, then=("norm", "pool")),
    Row(256, 5, padding=2, split=True, then=("norm", "pool")),
    Row(384, 3, padding=1),
    Row(384, 3, padding=1, split=True),
    Row(256, 3, padding=1, split=True, then=("pool",)),
)
ONE_TOWER = (
    Row(64, 11, stride=4, padding=2, then=("pool",)),
    Row(192, 5, padding=2, then=("pool",)),
    Row(384, 3, padding=1),
    Row(256, 3, padding=1),
    Row(256, 3, padding=1, then=("pool",)),
)


def _convolutions(rows: Sequence[Row], in_channels: int, groups: int, ceil_mode: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels, kernel_size, stride, padding, split, then in rows:
        conv_groups = groups if split else 1
        layers.append(nn.Conv2d(in_channels, channels, kernel_size, stride, padding, groups=conv_groups))
        layers.append(nn.ReLU(inplace=True))
        for step in then:
            # torch divides alpha by the size of the window; the alpha of the paper is 1e-4 as it stands.
            norm = nn.LocalResponseNorm(5, alpha=5 * 1e-4, beta=0.75, k=2)
            layers.append(norm if step == "norm" else nn.MaxPool2d(3, 2, ceil_mode=ceil_mode))
        in_channels = channels
    return nn.Sequential(*layers)


class AlexNet(Network):
    """Five convolutions, the first of 11x11 at stride 4, then three linear layers that hold most of the weights.

    The network was cut in two for the memory of two GPUs. What is left of that today is ``groups=2``: the second,
    fourth and fifth convolution see half of the maps each, which also halves their weights.

    Args:
        rows: the convolutions.
        groups: into how many parts the rows with ``split`` are cut; 1 merges the two towers.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability after each of the two hidden linear layers.

    Source:
        Krizhevsky et al., sections 3.2 to 3.5; weights start normal with deviation 0.01, section 5:
        https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks.
        The last maps are averaged to 6x6, which changes nothing at 227x227, so that other sizes are taken too.
    """

    def __init__(
        self,
        rows: Sequence[Row] = TWO_GPUS,
        groups: int = 2,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        self.features = _convolutions(rows, in_channels, groups, ceil_mode=True)
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            nn.Linear(rows[-1].channels * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )
        convolutions = [layer for layer in self.features if isinstance(layer, nn.Conv2d)]
        for conv, row in zip(convolutions, rows, strict=True):
            _start(conv, bias=1 if row.split else 0)
        *hidden, output = (layer for layer in self.classifier if isinstance(layer, nn.Linear))
        for linear in hidden:
            _start(linear, bias=1)
        _start(output, bias=0)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 39 (47 in ZFNet)."""
        x = self.avgpool(self.features(x))  # (N, 256, 6, 6)
        return self.classifier(torch.flatten(x, 1))


def _start(layer: nn.Conv2d | nn.Linear, bias: float) -> None:
    nn.init.normal_(layer.weight, 0, 0.01)
    if layer.bias is not None:
        nn.init.constant_(layer.bias, bias)


class ZFNet(AlexNet):
    """AlexNet after a look at its first layers: 7x7 kernels at stride 2 in place of 11x11 at stride 4.

    Pooling comes before the normalisation, AlexNet has it after. Nothing is cut in two. The paper gives no constants
    for the normalisation: they are those of AlexNet.

    Args:
        channels: of the third, fourth and fifth convolution: (512, 1024, 512) is the larger network of table 3.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability after each of the two hidden linear layers.

    Source:
        Zeiler and Fergus, figure 3 and section 3: https://arxiv.org/abs/1311.2901
    """

    def __init__(
        self,
        channels: tuple[int, int, int] = (384, 384, 256),
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.5,
    ) -> None:
        rows = (
            Row(96, 7, stride=2, padding=1, then=("pool", "norm")),
            Row(256, 5, stride=2, then=("pool", "norm")),
            Row(channels[0], 3, padding=1),
            Row(channels[1], 3, padding=1),
            Row(channels[2], 3, padding=1, then=("pool",)),
        )
        super().__init__(rows, 1, num_classes, in_channels, dropout)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                _start(module, bias=0)


class OneTowerAlexNet(Network):
    """AlexNet in one piece and slimmer, the form that libraries call AlexNet: no groups, no normalisation.

    Dropout comes before the two hidden layers, in the network of 2012 it comes after them.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before each of the two hidden linear layers.

    Source:
        Krizhevsky, One Weird Trick: https://arxiv.org/abs/1404.5997, as torchvision reads it; the channels, the
        parameter names and the start of the weights are torchvision's.
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = _convolutions(ONE_TOWER, in_channels, groups=1, ceil_mode=False)
        self.avgpool = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(256 * 6 * 6, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Linear(4096, num_classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W), H and W at least 63."""
        x = self.avgpool(self.features(x))  # (N, 256, 6, 6)
        return self.classifier(torch.flatten(x, 1))


ERROR = "- / 15.3 (7 networks), - / 16.4 (5 networks), ILSVRC-2012 test"
register("alexnet", OneTowerAlexNet, ONE_TOWER_PAPER)
register("alexnet_2012", AlexNet, PAPER, input_size=227, error=ERROR)
register("alexnet_merged", partial(AlexNet, groups=1), PAPER, input_size=227)
register("zfnet", ZFNet, ZF_PAPER)
register("zfnetb", partial(ZFNet, (512, 1024, 512)), ZF_PAPER)
