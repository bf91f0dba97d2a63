"""Residual blocks y = relu(F(x) + shortcut(x)), their three shortcuts, and the stages made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn import functional as F

from cnncourse.networks.blocks import ConvBNReLU


class ZeroPadShortcut(nn.Module):
    """Option A: take every stride-th pixel, and fill the channels that are missing with zeros. No parameters.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: of the output (N, out_channels, ceil(H / stride), ceil(W / stride)); at least C.
        stride: of the block.

    Source:
        He et al., Deep Residual Learning (2015), section 3.3, option A: https://arxiv.org/abs/1512.03385. The new
        channels come last, as in the authors' code; they receive the residual alone.
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        if out_channels < in_channels:
            raise ValueError(f"shortcut A adds channels, but {in_channels} become {out_channels}; use B or C")
        self.stride, self.extra = stride, out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        """Return x subsampled and padded to the shape of F(x)."""
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))


class ProjectionShortcut(ConvBNReLU):
    """W_s of equation 2: a convolution, 1x1 unless said otherwise, and a batch norm. Used by options B and C.

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: of the output (N, out_channels, ceil(H / stride), ceil(W / stride)).
        stride: of the convolution. At 2 a 1x1 convolution never sees three pixels out of four.
        kernel_size: odd; 3 in SENet-154.

    Source:
        He et al., Deep Residual Learning (2015), equation 2: https://arxiv.org/abs/1512.03385
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1, kernel_size: int = 1) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, activation=None)


def make_shortcut(
    option: str,
    in_channels: int,
    out_channels: int,
    stride: int,
    projection: Callable[[int, int, int], nn.Module] = ProjectionShortcut,
) -> nn.Module:
    """Return the shortcut of a block.

    Args:
        option: "A": the identity, padded with zeros where the shape changes; "B": the identity, a projection where
            the shape changes; "C": a projection in every block.
        in_channels: of the block's input.
        out_channels: of its output.
        stride: of the block.
        projection: makes W_s from the three numbers.

    Raises:
        ValueError: there is no such option.
    """
    if option not in ("A", "B", "C"):
        raise ValueError(f"shortcut={option!r}, but it must be 'A', 'B' or 'C'")
    if option != "C" and stride == 1 and in_channels == out_channels:
        return nn.Identity()
    if option == "A":
        return ZeroPadShortcut(in_channels, out_channels, stride)
    return projection(in_channels, out_channels, stride)


class ResidualBlock(nn.Module):
    """What the two blocks share: y = relu(F(x) + shortcut(x)), where a subclass says what F, the residual, is.

    Source:
        He et al., Deep Residual Learning (2015), equations 1 and 2: https://arxiv.org/abs/1512.03385
    """

    expansion: int
    out_channels: int
    relu: nn.Module
    downsample: nn.Module | None
    attention: nn.Module

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, ceil(H / stride), ceil(W / stride)) of x (N, in_channels, H, W)."""
        y = self.attention(self.residual(x))
        return self.relu(y if self.downsample is None else y + self.downsample(x))

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x), before the addition."""
        raise NotImplementedError

    def start_as_identity(self) -> None:
        """Set the scale of the last batch norm to zero, so that F(x) = 0 until it is trained."""
        raise NotImplementedError


class BasicBlock(ResidualBlock):
    """Two 3x3 convolutions and a shortcut: the block of ResNet-18 and ResNet-34.

    Args:
        in_channels: C of x (N, C, H, W).
        channels: of both convolutions and of y.
        stride: of the first convolution.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`; None adds none, as in the paper's plain networks.
        attention: applied to F(x) before the addition, shape (N, channels, H, W) in and out; None for none.

    Source:
        He et al., Deep Residual Learning (2015), figure 5, left: https://arxiv.org/abs/1512.03385
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: str | None = "B",
        attention: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample = make_shortcut(shortcut, in_channels, channels, stride) if shortcut is not None else None
        self.attention = attention or nn.Identity()
        self.out_channels = channels

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x) = bn2(conv2(relu(bn1(conv1(x)))))."""
        return self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))

    def start_as_identity(self) -> None:
        """Set the scale of the last batch norm to zero, so that F(x) = 0 until it is trained."""
        nn.init.zeros_(self.bn2.weight)


class Bottleneck(ResidualBlock):
    """Reduce the channels by a 1x1 convolution, convolve 3x3, restore them by a 1x1 convolution; and a shortcut.

    A row of the papers' tables, [1x1, 128; 3x3, 128, C=32; 1x1, 256], is
    ``Bottleneck(in_channels, 128, groups=32, out_channels=256)``.

    Args:
        in_channels: C of x (N, C, H, W).
        width: channels of the 3x3 convolution.
        stride: of the block.
        out_channels: of y; None for 4 * width, as in ResNet.
        groups: of the 3x3 convolution: the cardinality C of ResNeXt.
        stride_on: which convolution has the stride: "3x3" as in torchvision, or the first "1x1" as in the paper.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`; None adds none, as in the paper's plain networks.
        attention: applied to F(x) before the addition, shape (N, out_channels, H, W) in and out; None for none.

    Source:
        He et al., Deep Residual Learning (2015), figure 5, right: https://arxiv.org/abs/1512.03385. Xie et al.,
        Aggregated Residual Transformations (2016), figure 3c: https://arxiv.org/abs/1611.05431
    """

    expansion = 4

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        out_channels: int | None = None,
        groups: int = 1,
        stride_on: str = "3x3",
        shortcut: str | None = "B",
        attention: nn.Module | None = None,
    ) -> None:
        super().__init__()
        if stride_on not in ("1x1", "3x3"):
            raise ValueError(f"stride_on={stride_on!r}, but it must be '1x1' or '3x3'")
        first, second = (stride, 1) if stride_on == "1x1" else (1, stride)
        self.out_channels = out_channels or self.expansion * width
        self.conv1 = nn.Conv2d(in_channels, width, 1, first, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, second, padding=1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, self.out_channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(self.out_channels)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = (
            make_shortcut(shortcut, in_channels, self.out_channels, stride) if shortcut is not None else None
        )
        self.attention = attention or nn.Identity()

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x) = bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x))))))))."""
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.bn3(self.conv3(x))

    def start_as_identity(self) -> None:
        """Set the scale of the last batch norm to zero, so that F(x) = 0 until it is trained."""
        nn.init.zeros_(self.bn3.weight)


def make_stage(make: Callable[..., Any], count: int, in_channels: int, **first: Any) -> nn.Sequential:
    """Return ``count`` blocks in a row.

    Args:
        make: builds a block from its ``in_channels``; the block has ``out_channels``.
        count: at least 1.
        in_channels: of the first block; each other one takes what that one gives.
        first: what the first block is given besides, such as its ``stride``.
    """
    blocks = [make(in_channels, **first)]
    blocks += [make(blocks[0].out_channels) for _ in range(count - 1)]
    return nn.Sequential(*blocks)
