"""ShuffleNet v2: a unit made for speed, not only for few multiply-adds (Ma et al., 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU
from cnncourse.networks.network import Network
from cnncourse.networks.registry import Paper, register
from cnncourse.networks.shufflenet import channel_shuffle

PAPER = Paper(
    "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design",
    2018,
    "https://arxiv.org/abs/1807.11164",
)

# Table 5: units in stages 2, 3 and 4, of which the first has stride 2, and output channels of Conv1, of these stages
# and of Conv5 by the width
REPEAT = (4, 8, 4)
CHANNELS = {
    "0_5": (24, 48, 96, 192, 1024),
    "1_0": (24, 116, 232, 464, 1024),
    "1_5": (24, 176, 352, 704, 1024),
    "2_0": (24, 244, 488, 976, 2048),
}


class ShuffleUnitV2(nn.Module):
    """Split the channels, work on one half, put the halves side by side, shuffle.

    No addition and no groups: memory traffic counts, not only multiply-adds. At stride 2 both branches get all
    channels, which doubles them.

    Args:
        in_channels: C of x (N, C, H, W); at stride 1 equal to out_channels.
        out_channels: C of y, even.
        stride: 1 or 2.

    Source:
        Ma et al., figure 3 (c, d): https://arxiv.org/abs/1807.11164
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        if stride == 1 and in_channels != out_channels:
            raise ValueError(f"a unit of stride 1 keeps its {in_channels} channels, but out_channels={out_channels}")
        half = out_channels // 2
        entering = in_channels if stride > 1 else half
        self.branch1 = nn.Sequential()
        if stride > 1:
            self.branch1.extend(ConvBNReLU(in_channels, in_channels, 3, stride, groups=in_channels, activation=None))
            self.branch1.extend(ConvBNReLU(in_channels, half, 1))
        self.branch2 = nn.Sequential(
            *ConvBNReLU(entering, half, 1),
            *ConvBNReLU(half, half, 3, stride, groups=half, activation=None),
            *ConvBNReLU(half, half, 1),
        )
        self.stride = stride

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        left, right = (x, x) if self.stride > 1 else x.chunk(2, dim=1)
        return channel_shuffle(torch.cat((self.branch1(left), self.branch2(right)), 1), groups=2)


class ShuffleNetV2(Network):
    """A 3x3 convolution, a max pool, three stages of shuffle units, a 1x1 convolution.

    Args:
        channels: of Conv1, stages 2, 3 and 4, and Conv5: a column of table 5 of the paper. The stages' are even.
        num_classes: logits.
        in_channels: channels of the images.

    Source:
        Ma et al., table 5: https://arxiv.org/abs/1807.11164. Parameter names are those of torchvision.
    """

    def __init__(
        self, channels: Sequence[int] = CHANNELS["1_0"], num_classes: int = 1000, in_channels: int = 3
    ) -> None:
        super().__init__()
        conv1, stage2, stage3, stage4, conv5 = channels
        self.conv1 = ConvBNReLU(in_channels, conv1, 3, stride=2)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        self.stage2 = _stage(conv1, stage2, REPEAT[0])
        self.stage3 = _stage(stage2, stage3, REPEAT[1])
        self.stage4 = _stage(stage3, stage4, REPEAT[2])
        self.conv5 = ConvBNReLU(stage4, conv5, 1)
        self.fc = nn.Linear(conv5, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.maxpool(self.conv1(x))
        x = self.stage4(self.stage3(self.stage2(x)))
        return self.fc(self.conv5(x).mean((2, 3)))


def _stage(in_channels: int, out_channels: int, repeat: int) -> nn.Sequential:
    same = (ShuffleUnitV2(out_channels, out_channels) for _ in range(repeat - 1))
    return nn.Sequential(ShuffleUnitV2(in_channels, out_channels, stride=2), *same)


for name, channels in CHANNELS.items():
    register(f"shufflenet_v2_x{name}", partial(ShuffleNetV2, channels), PAPER)
