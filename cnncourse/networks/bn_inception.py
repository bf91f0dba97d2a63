"""BN-Inception: GoogLeNet with batch norm and small kernels (Ioffe and Szegedy, 2015)."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.branches import chain, conv_bn_relu
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
    2015,
    "https://arxiv.org/abs/1502.03167",
)

# Figure 5, which is a table: #1x1, #3x3 reduce, #3x3, double #3x3 reduce, double #3x3, pool, proj.
# 0 and "max" with 0 ("pass through") are the blocks of stride 2.
FIGURE_5 = {
    "3a": (64, 64, 64, 64, 96, "avg", 32),
    "3b": (64, 64, 96, 64, 96, "avg", 64),
    "3c": (0, 128, 160, 64, 96, "max", 0),
    "4a": (224, 64, 96, 96, 128, "avg", 128),
    "4b": (192, 96, 128, 96, 128, "avg", 128),
    "4c": (160, 128, 160, 128, 160, "avg", 128),
    "4d": (96, 128, 192, 160, 192, "avg", 128),
    "4e": (0, 128, 192, 192, 256, "max", 0),
    "5a": (352, 192, 320, 160, 224, "avg", 128),
    "5b": (352, 192, 320, 192, 224, "max", 128),
}


def bn_inception_branches(
    c1: int, c3_reduce: int, c3: int, double_reduce: int, double: int, pool: str, proj: int
) -> tuple[str, ...]:
    """Return the branches of a row of figure 5, for :class:`Branches`: two 3x3 convolutions stand for the 5x5 one."""
    if c1 == 0:
        reduced = f"1x1 {c3_reduce}, 3x3 {c3} stride 2"
        return reduced, f"1x1 {double_reduce}, 3x3 {double}, 3x3 {double} stride 2", f"{pool} stride 2"
    three = f"1x1 {c3_reduce}, 3x3 {c3}"
    return f"1x1 {c1}", three, f"1x1 {double_reduce}, 3x3 {double}, 3x3 {double}", f"{pool}, 1x1 {proj}"


class BNInception(Network):
    """GoogLeNet with a batch norm after every convolution and two 3x3 convolutions for each 5x5 one.

    Three things in the paper's table do not fit together. 4c and 4d have 608 channels by its own columns, and 4e has
    1056; it prints 576, 576 and 1024. 3c and 4e halve H and W; it prints the size before. The first convolution was
    a separable one; here, as in the published weights, it is an ordinary one.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer; none in the paper, whose ensemble has 0.05 or 0.1.
        bias: whether the convolutions have biases. The batch norm behind subtracts them again (section 3.2), so that
            they change nothing; the published weights have them all the same.

    Source:
        Ioffe and Szegedy, figure 5 in the appendix: https://arxiv.org/abs/1502.03167
    """

    def __init__(self, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.0, bias: bool = True) -> None:
        super().__init__()
        stem = ["7x7 64 stride 2", "max stride 2", "1x1 64", "3x3 192", "max stride 2"]
        blocks = [bn_inception_branches(*row) for row in FIGURE_5.values()]
        self.features, channels = chain(in_channels, [*stem, *blocks], partial(conv_bn_relu, eps=1e-5))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels, num_classes)
        for module in self.modules():
            if bias and isinstance(module, nn.Conv2d):
                module.bias = nn.Parameter(torch.zeros(module.out_channels))
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.avgpool(self.features(x))  # (N, 1024, 1, 1)
        return self.fc(self.dropout(torch.flatten(x, 1)))


register("bn_inception", BNInception, PAPER, error="21.99 / 5.81 (multi-crop; table 4 of the ResNet paper)")
