"""ShuffleNet: grouped 1x1 convolutions, and a shuffle that lets the groups mix (Zhang et al., 2017)."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU, make_divisible
from cnncourse.networks.mobilenet import require_width
from cnncourse.networks.network import Network, initialise
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices",
    2017,
    "https://arxiv.org/abs/1707.01083",
)

# Table 1: units in stages 2, 3 and 4, of which the first has stride 2, and their output channels by the groups g
REPEAT = (4, 8, 4)
CHANNELS = {
    1: (144, 288, 576),
    2: (200, 400, 800),
    3: (240, 480, 960),
    4: (272, 544, 1088),
    8: (384, 768, 1536),
}


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """Deal the channels out so that the next groups get some of each group.

    Channel i * (C / groups) + j of x becomes channel j * groups + i of y: write the channels in ``groups`` rows, read
    them by columns. Shuffling y with C / groups groups gives x again.

    Args:
        x: (N, C, H, W).
        groups: a divisor of C; g in the paper.

    Returns:
        y (N, C, H, W), the channels of x in another order.

    Source:
        Zhang et al., section 3.1 and figure 1 (c): https://arxiv.org/abs/1707.01083

    Example:
        >>> channel_shuffle(torch.arange(6).reshape(1, 6, 1, 1), groups=2).flatten().tolist()
        [0, 3, 1, 4, 2, 5]
    """
    x = x.unflatten(1, (groups, -1))  # (N, groups, C / groups, H, W)
    return x.transpose(1, 2).flatten(1, 2)


class ChannelShuffle(nn.Module):
    """:func:`channel_shuffle` as a layer.

    Args:
        groups: a divisor of the channels of x.
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """Return x (N, C, H, W) with its channels shuffled."""
        return channel_shuffle(x, self.groups)


class ShuffleUnit(nn.Module):
    """A bottleneck with grouped 1x1 convolutions and a shuffle between them.

    At stride 1 it adds x. At stride 2 it puts the average of x beside its result, which adds channels at no cost. No
    activation follows the depthwise convolution.

    Args:
        in_channels: C of x (N, C, H, W); at stride 1 equal to out_channels.
        out_channels: C of y.
        groups: of the two 1x1 convolutions; g in the paper. It divides out_channels, or out_channels - in_channels at
            stride 2.
        stride: 1 or 2.
        first_groups: of the first 1x1 convolution; None for ``groups``.

    Source:
        Zhang et al., figure 2 (b, c): https://arxiv.org/abs/1707.01083
    """

    def __init__(
        self, in_channels: int, out_channels: int, groups: int, stride: int = 1, first_groups: int | None = None
    ) -> None:
        super().__init__()
        if stride == 1 and in_channels != out_channels:
            raise ValueError(f"a unit of stride 1 keeps its {in_channels} channels, but out_channels={out_channels}")
        hidden = make_divisible(out_channels / 4, groups)
        added = out_channels if stride == 1 else out_channels - in_channels
        self.compress = ConvBNReLU(in_channels, hidden, 1, groups=first_groups or groups)
        self.shuffle = ChannelShuffle(groups)
        self.depthwise = ConvBNReLU(hidden, hidden, 3, stride, groups=hidden, activation=None)
        self.expand = ConvBNReLU(hidden, added, 1, groups=groups, activation=None)
        self.shortcut = nn.Identity() if stride == 1 else nn.AvgPool2d(3, stride, padding=1)
        self.stride = stride
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, OH, OW) of x (N, in_channels, H, W)."""
        y = self.expand(self.depthwise(self.shuffle(self.compress(x))))
        x = self.shortcut(x)
        return self.relu(x + y if self.stride == 1 else torch.cat((x, y), 1))


class ShuffleNetV1(Network):
    """A 3x3 convolution, a max pool, three stages of shuffle units.

    More groups make a 1x1 convolution cheaper, so at the same cost there are more channels: 144 with 1 group, 384
    with 8.

    Args:
        groups: of the 1x1 convolutions: 1, 2, 3, 4 or 8; g in the paper. The first has 1: its input has few channels.
        num_classes: logits.
        in_channels: channels of the images.
        width: a factor on all channels, above 0; s in the paper. The results are rounded to multiples of ``groups``.

    Raises:
        ValueError: table 1 of the paper has no column for these groups.

    Source:
        Zhang et al., table 1: https://arxiv.org/abs/1707.01083
    """

    def __init__(self, groups: int = 3, num_classes: int = 1000, in_channels: int = 3, width: float = 1.0) -> None:
        super().__init__()
        if groups not in CHANNELS:
            raise ValueError(f"groups={groups}, but table 1 of the paper has {', '.join(map(str, CHANNELS))}")
        require_width(width)
        channels = make_divisible(24 * width, groups)
        self.conv1 = ConvBNReLU(in_channels, channels, 3, stride=2)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        units: list[nn.Module] = []
        for stage, (repeat, filters) in enumerate(zip(REPEAT, CHANNELS[groups], strict=True), start=2):
            out_channels = make_divisible(filters * width, groups)
            units.append(ShuffleUnit(channels, out_channels, groups, 2, first_groups=1 if stage == 2 else None))
            units += [ShuffleUnit(out_channels, out_channels, groups) for _ in range(repeat - 1)]
            channels = out_channels
        self.units = nn.Sequential(*units)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, num_classes)
        initialise(self)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W)."""
        x = self.units(self.maxpool(self.conv1(x)))
        return self.fc(torch.flatten(self.avgpool(x), 1))


for groups, error in {1: 33.6, 2: 32.7, 3: 32.6, 4: 32.8, 8: 32.4}.items():
    register(f"shufflenet_v1_g{groups}", partial(ShuffleNetV1, groups), PAPER, error=f"{error} / - (single crop)")
