"""Pre-activation units: normalise and activate first, and leave the shortcut alone (He et al., 2016)."""

from __future__ import annotations

from torch import Tensor, nn

from cnncourse.networks.residual import make_shortcut


def _projection(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """Return W_s of a pre-activation unit: no batch norm follows it, because one came before."""
    return nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)


class PreActivationUnit(nn.Module):
    """What the two units share: y = F(a) + shortcut, with a = relu(bn1(x)) and nothing after the addition.

    The shortcut is x itself, untouched from unit to unit, where the shape stays; where it changes, a is projected.

    Source:
        He et al., Identity Mappings in Deep Residual Networks (2016), figure 4e, and the authors' code:
        https://github.com/KaimingHe/resnet-1k-layers
    """

    expansion: int
    out_channels: int
    bn1: nn.Module | None
    relu: nn.Module
    downsample: nn.Module

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, out_channels, ceil(H / stride), ceil(W / stride)) of x (N, in_channels, H, W)."""
        a = x if self.bn1 is None else self.relu(self.bn1(x))
        shortcut = x if isinstance(self.downsample, nn.Identity) else self.downsample(a)
        return self.residual(a) + shortcut

    def residual(self, a: Tensor) -> Tensor:
        """Return F(a), before the addition."""
        raise NotImplementedError


class PreActBlock(PreActivationUnit):
    """BN, ReLU, 3x3 convolution, twice, and a shortcut.

    Args:
        in_channels: C of x (N, C, H, W).
        channels: of both convolutions and of y.
        stride: of the first convolution.
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`.
        dropout: probability between the two convolutions, as in wide residual networks.
        activated: whether x is the output of a ReLU already, as for the first unit; then there is no bn1.

    Source:
        He et al., Identity Mappings in Deep Residual Networks (2016), figure 4e: https://arxiv.org/abs/1603.05027.
        Zagoruyko and Komodakis, Wide Residual Networks (2016), figure 1d: https://arxiv.org/abs/1605.07146
    """

    expansion = 1

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        shortcut: str = "B",
        dropout: float = 0.0,
        activated: bool = False,
    ) -> None:
        super().__init__()
        self.bn1 = None if activated else nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.dropout = nn.Dropout(dropout)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.downsample = make_shortcut(shortcut, in_channels, channels, stride, _projection)
        self.out_channels = channels

    def residual(self, a: Tensor) -> Tensor:
        """Return F(a) = conv2(dropout(relu(bn2(conv1(a)))))."""
        return self.conv2(self.dropout(self.relu(self.bn2(self.conv1(a)))))


class PreActBottleneck(PreActivationUnit):
    """BN, ReLU, convolution, three times (1x1, 3x3, 1x1), and a shortcut.

    Args:
        in_channels: C of x (N, C, H, W).
        width: channels of the 3x3 convolution; y has four times as many.
        stride: of the block.
        stride_on: which convolution has the stride, "3x3" or the first "1x1".
        shortcut: "A", "B" or "C" as in :func:`make_shortcut`.
        activated: whether x is the output of a ReLU already, as for the first unit; then there is no bn1.

    Source:
        He et al., Identity Mappings in Deep Residual Networks (2016), figure 4e: https://arxiv.org/abs/1603.05027
    """

    expansion = 4

    def __init__(
        self,
        in_channels: int,
        width: int,
        stride: int = 1,
        stride_on: str = "3x3",
        shortcut: str = "B",
        activated: bool = False,
    ) -> None:
        super().__init__()
        if stride_on not in ("1x1", "3x3"):
            raise ValueError(f"stride_on={stride_on!r}, but it must be '1x1' or '3x3'")
        first, second = (stride, 1) if stride_on == "1x1" else (1, stride)
        self.out_channels = self.expansion * width
        self.bn1 = None if activated else nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, width, 1, first, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, second, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, self.out_channels, 1, bias=False)
        self.downsample = make_shortcut(shortcut, in_channels, self.out_channels, stride, _projection)

    def residual(self, a: Tensor) -> Tensor:
        """Return F(a) = conv3(relu(bn3(conv2(relu(bn2(conv1(a)))))))."""
        a = self.conv2(self.relu(self.bn2(self.conv1(a))))
        return self.conv3(self.relu(self.bn3(a)))
