"""ResNets with attention in their blocks: SENet, CBAM, scSE, GCNet, and non-local blocks between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.attention import CBAM, SCSE, GlobalContext, NonLocal, reduced
from cnncourse.networks.blocks import ConvBNReLU, SqueezeExcite
from cnncourse.networks.network import Network
from cnncourse.networks.registry import Paper, register
from cnncourse.networks.residual import Bottleneck, ProjectionShortcut, make_stage
from cnncourse.networks.resnet import CHANNELS, STAGES, Attention, ResNet, finish

SENET = Paper("Squeeze-and-Excitation Networks", 2017, "https://arxiv.org/abs/1709.01507")
CBAM_PAPER = Paper("CBAM: Convolutional Block Attention Module", 2018, "https://arxiv.org/abs/1807.06521")
SCSE_PAPER = Paper(
    "Concurrent Spatial and Channel Squeeze & Excitation in Fully Convolutional Networks",
    2018,
    "https://arxiv.org/abs/1803.02579",
)
NON_LOCAL = Paper("Non-local Neural Networks", 2017, "https://arxiv.org/abs/1711.07971")
GCNET = Paper(
    "GCNet: Non-local Networks Meet Squeeze-Excitation Networks and Beyond", 2019, "https://arxiv.org/abs/1904.11492"
)


def squeeze_excite(channels: int) -> SqueezeExcite:
    """Return the SE block of SENet, with r = 16."""
    return SqueezeExcite(channels, reduced(channels, 16))


class SENetBottleneck(Bottleneck):
    """The bottleneck of SENet-154: a first 1x1 convolution of half the width, and 3x3 projections at stride 2.

    Args:
        in_channels: C of x (N, C, H, W).
        width: channels of the 3x3 convolution, and of y.
        stride: of the 3x3 convolution.
        groups: of the 3x3 convolution.

    Source:
        Hu et al., Squeeze-and-Excitation Networks (2017), appendix: https://arxiv.org/abs/1709.01507
    """

    expansion = 1

    def __init__(self, in_channels: int, width: int, stride: int = 1, groups: int = 64) -> None:
        super().__init__(in_channels, width, stride, out_channels=width, groups=groups)
        self.conv1 = nn.Conv2d(in_channels, width // 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width // 2)
        self.conv2 = nn.Conv2d(width // 2, width, 3, stride, padding=1, groups=groups, bias=False)
        if stride != 1:
            self.downsample = ProjectionShortcut(in_channels, width, stride, kernel_size=3)


class SENet154(Network):
    """The winner of ILSVRC 2017: SE blocks in a ResNeXt-152 64x4d, with further changes.

    They are those of :class:`SENetBottleneck`, three 3x3 convolutions for the first 7x7, and dropout before the last
    layer.

    Args:
        blocks: how many there are in each of the four stages.
        attention: makes a module from the number of channels, as in :class:`ResNet`.
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the last layer.

    Source:
        Hu et al., appendix: https://arxiv.org/abs/1709.01507
    """

    def __init__(
        self,
        blocks: Sequence[int] = (3, 8, 36, 3),
        attention: Attention | None = squeeze_excite,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            ConvBNReLU(in_channels, 64, stride=2),
            ConvBNReLU(64, 64),
            ConvBNReLU(64, 128),
            nn.MaxPool2d(3, 2, padding=1),
        )
        stages, C = [], 128
        for count, channels in zip(blocks, CHANNELS, strict=True):
            make = partial(SENetBottleneck, width=4 * channels)
            stages.append(make_stage(make, count, C, stride=1 if channels == 64 else 2))
            C = 4 * channels
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(C, num_classes)
        finish(self, attention, zero_init_residual=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, H, W) of any size."""
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))  # (N, 2048, H / 32, W / 32)
        return self.fc(self.dropout(torch.flatten(self.avgpool(x), 1)))


class NonLocalResNet(ResNet):
    """A ResNet with non-local blocks between its residual blocks, not inside them.

    The paper has it for video (with time as a third axis). Its ResNet-50 with 5 blocks has one after every other
    residual block of conv3_x and conv4_x, which is the default here; for images (COCO) it has a single one, before
    the last residual block of conv4_x: ``after=((), (), (4,), ())``.

    Args:
        blocks: how many bottlenecks there are in each of the four stages.
        after: for each stage, which of its blocks (from 0) a non-local block follows.
        non_local: makes a non-local block from the number of channels; it subsamples unless said otherwise.
        stride_on: "1x1" or "3x3", as in :class:`ResNet`.
        num_classes: logits.
        in_channels: channels of the images.

    Source:
        Wang et al., sections 4.1 and 5: https://arxiv.org/abs/1711.07971, and the authors' code:
        https://github.com/facebookresearch/video-nonlocal-net
    """

    def __init__(
        self,
        blocks: Sequence[int] = (3, 4, 6, 3),
        after: Sequence[Sequence[int]] = ((), (1, 3), (1, 3, 5), ()),
        non_local: Callable[[int], nn.Module] = partial(NonLocal, subsample=True),  # noqa: B008
        stride_on: str = "3x3",
        num_classes: int = 1000,
        in_channels: int = 3,
    ) -> None:
        super().__init__(Bottleneck, blocks, stride_on=stride_on, num_classes=num_classes, in_channels=in_channels)
        stages = (self.layer1, self.layer2, self.layer3, self.layer4)
        for stage, places, channels in zip(stages, after, CHANNELS, strict=True):
            for place in sorted(places, reverse=True):  # from the end, so that the places before it stay the same
                stage.insert(place + 1, non_local(Bottleneck.expansion * channels))


def from_conv3(channels: int) -> GlobalContext | None:
    """Return a GC block for the stages conv3_x to conv5_x of a ResNet of bottlenecks, where GCNet has them."""
    return GlobalContext(channels) if channels > Bottleneck.expansion * CHANNELS[0] else None


# The SE-ResNets of the paper have the stride on the 1x1 (3.87 G multiply-adds), its SE-ResNeXts on the 3x3.
for depth, error in ((50, "23.29 / 6.62 (single crop)"), (101, ""), (152, "")):
    se_resnet = partial(ResNet, *STAGES[depth], stride_on="1x1", attention=squeeze_excite)
    register(f"se_resnet{depth}", se_resnet, SENET, error=error)
for depth, error in ((50, "20.97 / 5.54 (single crop, retrained)"), (101, "")):
    se_resnext = partial(ResNet, *STAGES[depth], groups=32, width_per_group=4, attention=squeeze_excite)
    register(f"se_resnext{depth}_32x4d", se_resnext, SENET, error=error)
register("senet154", SENet154, SENET, error="18.68 / 4.47 (single crop 224)")

# CBAM's table 4 counts 3.864 G multiply-adds, those of stride_on="1x1"; its authors' code has the stride on the 3x3.
for depth, error in ((18, ""), (34, ""), (50, "22.66 / 6.31 (single crop)"), (101, "")):
    register(f"cbam_resnet{depth}", partial(ResNet, *STAGES[depth], attention=CBAM), CBAM_PAPER, error=error)

# scSE was published for segmentation (U-Net, DenseNet, SD-Net, a block after each encoder and decoder stage) with
# channels halved; a ResNet-50 with it is no network of that paper. Here it has the reduction of SENet.
register("scse_resnet50", partial(ResNet, *STAGES[50], attention=partial(SCSE, reduction=16)), SCSE_PAPER)
register("gc_resnet50", partial(ResNet, *STAGES[50], attention=from_conv3), GCNET)
register("nl_resnet50", NonLocalResNet, NON_LOCAL)
