"""Inception v3: large kernels factorised into small ones (Szegedy et al., 2015)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.branches import Branches, box, draw_weights
from cnncourse.networks.network import Network, Outputs
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Rethinking the Inception Architecture for Computer Vision", 2015, "https://arxiv.org/abs/1512.00567")


class MixedBlock(Branches):
    """Concatenate a 1x1, a 5x5, two 3x3 convolutions and an average pool: the block of the 35x35 maps.

    Figure 5 of the paper has two 3x3 convolutions for the 5x5 one; the published weights kept the 5x5 one.

    Args:
        in_channels: C of x (N, C, H, W); y has 224 + pool_channels channels.
        pool_channels: channels of the convolution after the average pool.
    """

    def __init__(self, in_channels: int, pool_channels: int) -> None:
        branches = {
            "branch1x1": "1x1 64",
            "branch5x5": "1x1 48, 5x5 64",
            "branch3x3dbl": "1x1 64, 3x3 96, 3x3 96",
            "branch_pool": f"avg, 1x1 {pool_channels}",
        }
        super().__init__(in_channels, branches)


class GridReduction(Branches):
    """Halve H and W: convolutions of stride 2 beside a max pool of stride 2, concatenated.

    A pool first and a convolution after would lose what the pool drops; the other order would cost four times as much.

    Args:
        in_channels: C of x (N, C, H, W); y has C more channels than the convolutions give.
        branches: the convolutions, which end with stride 2 and without padding; see :class:`Branches`.

    Source:
        Szegedy et al., section 5 and figure 10: https://arxiv.org/abs/1512.00567
    """

    def __init__(self, in_channels: int, branches: Mapping[str, str]) -> None:
        super().__init__(in_channels, {**branches, "branch_pool": "max stride 2 V"})


class FactorisedBlock(Branches):
    """Replace 7x7 kernels by a 1x7 and a 7x1 kernel, once and twice: the block of the 17x17 maps.

    For equal channels the pair has 14 weights where the square has 49, and sees as far.

    Args:
        in_channels: C of x (N, C, H, W); y has 768 channels.
        channels: between the factors.

    Source:
        Szegedy et al., section 3.2 and figure 6 with n = 7: https://arxiv.org/abs/1512.00567
    """

    def __init__(self, in_channels: int, channels: int) -> None:
        C = channels
        branches = {
            "branch1x1": "1x1 192",
            "branch7x7": f"1x1 {C}, 1x7 {C}, 7x1 192",
            "branch7x7dbl": f"1x1 {C}, 7x1 {C}, 1x7 {C}, 7x1 {C}, 1x7 192",
            "branch_pool": "avg, 1x1 192",
        }
        super().__init__(in_channels, branches)


class ExpandedFilterBank(Branches):
    """Split 3x3 kernels into a 1x3 and a 3x1 kernel side by side: the block of the 8x8 maps.

    Side by side, not one after the other: that gives more channels, where there are few cells left.

    Args:
        in_channels: C of x (N, C, H, W); y has 2048 channels.

    Source:
        Szegedy et al., figure 7: https://arxiv.org/abs/1512.00567
    """

    def __init__(self, in_channels: int) -> None:
        branches = {
            "branch1x1": "1x1 320",
            "branch3x3": "1x1 384, 1x3 384 | 3x1 384",
            "branch3x3dbl": "1x1 448, 3x3 384, 1x3 384 | 3x1 384",
            "branch_pool": "avg, 1x1 192",
        }
        super().__init__(in_channels, branches)


class InceptionV3Head(nn.Module):
    """The auxiliary head: average 5x5 windows three apart, 1x1 and 5x5 convolutions, one linear layer.

    The paper finds that it regularises, and does not speed up the start of training (section 4).

    Args:
        in_channels: C of x (N, C, 17, 17).
        num_classes: logits.
    """

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(5, 3)
        self.conv0, _ = box("1x1 128", in_channels)
        self.conv1, _ = box("5x5 768 V", 128)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(768, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes)."""
        x = self.conv1(self.conv0(self.pool(x)))  # (N, 768, 1, 1)
        return self.fc(torch.flatten(self.avgpool(x), 1))


# The layers before the auxiliary head and those after it, with the names of the published weights.
STEM = {
    "Conv2d_1a_3x3": "3x3 32 stride 2 V",
    "Conv2d_2a_3x3": "3x3 32 V",
    "Conv2d_2b_3x3": "3x3 64",
    "maxpool1": "max stride 2 V",
    "Conv2d_3b_1x1": "1x1 80",
    "Conv2d_4a_3x3": "3x3 192 V",
    "maxpool2": "max stride 2 V",
}
MIDDLE: dict[str, Callable[[int], Branches]] = {
    "Mixed_5b": partial(MixedBlock, pool_channels=32),
    "Mixed_5c": partial(MixedBlock, pool_channels=64),
    "Mixed_5d": partial(MixedBlock, pool_channels=64),
    "Mixed_6a": partial(
        GridReduction, branches={"branch3x3": "3x3 384 stride 2 V", "branch3x3dbl": "1x1 64, 3x3 96, 3x3 96 stride 2 V"}
    ),
    "Mixed_6b": partial(FactorisedBlock, channels=128),
    "Mixed_6c": partial(FactorisedBlock, channels=160),
    "Mixed_6d": partial(FactorisedBlock, channels=160),
    "Mixed_6e": partial(FactorisedBlock, channels=192),
}
TOP: dict[str, Callable[[int], Branches]] = {
    "Mixed_7a": partial(
        GridReduction,
        branches={
            "branch3x3": "1x1 192, 3x3 320 stride 2 V",
            "branch7x7x3": "1x1 192, 1x7 192, 7x1 192, 3x3 192 stride 2 V",
        },
    ),
    "Mixed_7b": ExpandedFilterBank,
    "Mixed_7c": ExpandedFilterBank,
}


class InceptionV3(Network):
    """A stem of 3x3 convolutions, then three kinds of blocks with two grid reductions between.

    This is the network of the published weights and of torchvision, which table 1 of the paper (there called
    Inception-v2) outlines. The table has 3x3 convolutions where the stem has a 1x1 one and a second max pool, and five
    blocks at 17x17 where there are four. torchvision's ``transform_input``, a change of the input for weights that
    came from TensorFlow, is left out.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer.
        aux_logits: whether the auxiliary head exists.

    Source:
        Szegedy et al., table 1: https://arxiv.org/abs/1512.00567. Parameter names, epsilon and the standard deviations
        of the first weights are those of torchvision.
    """

    def __init__(
        self, num_classes: int = 1000, in_channels: int = 3, dropout: float = 0.5, aux_logits: bool = True
    ) -> None:
        super().__init__()
        channels = in_channels
        for name, text in STEM.items():
            layer, channels = box(text, channels)
            self.add_module(name, layer)
        channels = self._add(MIDDLE, channels)
        self.AuxLogits = InceptionV3Head(channels, num_classes) if aux_logits else None
        channels = self._add(TOP, channels)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels, num_classes)
        draw_weights(self, 0.1)
        if self.AuxLogits is not None:
            draw_weights(self.AuxLogits.conv1, 0.01)
            draw_weights(self.AuxLogits.fc, 0.001)

    def _add(self, blocks: Mapping[str, Callable[[int], Branches]], channels: int) -> int:
        for name, make in blocks.items():
            block = make(channels)
            self.add_module(name, block)
            channels = block.out_channels
        return channels

    def forward(self, x: Tensor) -> Tensor | Outputs:
        """Return logits (N, num_classes) of images (N, in_channels, H, W); in training with those of the head."""
        for name in (*STEM, *MIDDLE):
            x = getattr(self, name)(x)  # in the end (N, 768, 17, 17)
        middle = x
        for name in TOP:
            x = getattr(self, name)(x)  # in the end (N, 2048, 8, 8)
        logits = self.fc(self.dropout(torch.flatten(self.avgpool(x), 1)))
        if self.training and self.AuxLogits is not None:
            return Outputs(logits, (self.AuxLogits(middle),))
        return logits


register("inception_v3", InceptionV3, PAPER, input_size=299)
