"""Attention for the maps of a CNN: modules that take (N, C, H, W) and give the same shape.

Each can stand anywhere in a network. As ``ResNet(attention=...)`` each block applies its own to F(x) before the
addition. :class:`SqueezeExcite`, which many families use, is in ``blocks``.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from cnncourse.networks.blocks import ConvBNReLU, SqueezeExcite


def reduced(channels: int, reduction: int) -> int:
    """Return channels / reduction, rounded down, at least 1."""
    return max(1, channels // reduction)


class SCSE(nn.Module):
    """Scale by channel and by position at the same time, and add the two (concurrent squeeze and excitation).

    ::

        z   = mean of u over H, W                              (N, C, 1, 1)
        cSE = u * sigmoid(W_1 relu(W_2 z))                     one factor a channel
        sSE = u * sigmoid(W_sq u)                              one factor a position; W_sq is a 1x1 convolution
        y   = cSE + sSE

    The authors' later code takes the larger of the two instead of the sum.

    Args:
        channels: C of u (N, C, H, W) and of y.
        reduction: of the channels between W_2 and W_1; the paper halves them.

    Source:
        Roy et al., Concurrent Spatial and Channel Squeeze & Excitation in Fully Convolutional Networks (2018),
        section 2: https://arxiv.org/abs/1803.02579
    """

    def __init__(self, channels: int, reduction: int = 2) -> None:
        super().__init__()
        self.cSE = SqueezeExcite(channels, reduced(channels, reduction))
        self.W_sq = nn.Conv2d(channels, 1, 1)

    def forward(self, u: Tensor) -> Tensor:
        """Return y of u."""
        return self.cSE(u) + u * torch.sigmoid(self.W_sq(u))


class ChannelAttention(nn.Module):
    """Scale each channel by a number computed from the mean and the maximum of every channel.

    ::

        M_c(F) = sigmoid(W_1 relu(W_0 mean(F)) + W_1 relu(W_0 max(F)))      (N, C, 1, 1); mean, max over H, W
        y      = M_c(F) * F

    Args:
        channels: C of F (N, C, H, W) and of y.
        reduction: r, of the channels between W_0 and W_1, which serve the mean and the maximum alike.
        bias: whether the two layers have biases: not in equation 2, but in the authors' code.

    Source:
        Woo et al., CBAM: Convolutional Block Attention Module (2018), equation 2: https://arxiv.org/abs/1807.06521
    """

    def __init__(self, channels: int, reduction: int = 16, bias: bool = True) -> None:
        super().__init__()
        self.W_0 = nn.Conv2d(channels, reduced(channels, reduction), 1, bias=bias)
        self.relu = nn.ReLU(inplace=True)
        self.W_1 = nn.Conv2d(reduced(channels, reduction), channels, 1, bias=bias)

    def forward(self, F: Tensor) -> Tensor:
        """Return y of F."""
        mean = self.W_1(self.relu(self.W_0(F.mean((2, 3), keepdim=True))))
        largest = self.W_1(self.relu(self.W_0(F.amax((2, 3), keepdim=True))))
        return torch.sigmoid(mean + largest) * F


class SpatialAttention(nn.Module):
    """Scale each position by a number computed from the mean and the maximum over the channels around it.

    ::

        M_s(F) = sigmoid(f([mean(F); max(F)]))      (N, 1, H, W); mean, max over C; f is a convolution
        y      = M_s(F) * F

    A batch norm follows the convolution, as in the authors' code; equation 3 has none.

    Args:
        kernel_size: of f, odd; the paper takes 7.

    Source:
        Woo et al., CBAM: Convolutional Block Attention Module (2018), equation 3: https://arxiv.org/abs/1807.06521
    """

    def __init__(self, kernel_size: int = 7) -> None:
        super().__init__()
        self.f = ConvBNReLU(2, 1, kernel_size, activation=None, momentum=0.01)

    def forward(self, F: Tensor) -> Tensor:
        """Return y of F."""
        pooled = torch.cat([F.mean(1, keepdim=True), F.amax(1, keepdim=True)], dim=1)  # (N, 2, H, W)
        return torch.sigmoid(self.f(pooled)) * F


class CBAM(nn.Sequential):
    """Attend to channels, then to positions: F' = M_c(F) * F, F'' = M_s(F') * F'.

    Args:
        channels: C of F (N, C, H, W) and of the result.
        reduction: r of the :class:`ChannelAttention`.
        kernel_size: of the :class:`SpatialAttention`.
        bias: of the channel attention's layers.

    Source:
        Woo et al., CBAM: Convolutional Block Attention Module (2018), equation 1: https://arxiv.org/abs/1807.06521
    """

    def __init__(self, channels: int, reduction: int = 16, kernel_size: int = 7, bias: bool = True) -> None:
        super().__init__(ChannelAttention(channels, reduction, bias), SpatialAttention(kernel_size))


class NonLocal(nn.Module):
    """Add to each position a weighted mean over all positions, near and far: self-attention on maps.

    ::

        y_i = sum over j of a_ij g(x_j),      z_i = x_i + BN(W_z y_i)

        a_ij = softmax over j of theta(x_i)^T phi(x_j)             "embedded gaussian"
        a_ij = theta(x_i)^T phi(x_j) / number of positions         "dot product"

    The batch norm starts with scale zero, so that z = x before any training. Work and memory grow with (H W)^2.

    Args:
        channels: C of x (N, C, H, W) and of z.
        reduction: of the channels of theta, phi and g; the paper halves them.
        pairwise: "embedded gaussian" or "dot product".
        subsample: whether phi and g see the maximum of each 2x2 square (section 3.3): a quarter of the work.

    Source:
        Wang et al., Non-local Neural Networks (2017), equations 1, 4 and 6, figure 2:
        https://arxiv.org/abs/1711.07971. The equations do not divide by the root of the width as transformers do;
        the authors' code does.
    """

    def __init__(
        self, channels: int, reduction: int = 2, pairwise: str = "embedded gaussian", subsample: bool = False
    ) -> None:
        super().__init__()
        if pairwise not in ("embedded gaussian", "dot product"):
            raise ValueError(f"pairwise={pairwise!r}, but it must be 'embedded gaussian' or 'dot product'")
        inner = reduced(channels, reduction)
        self.pairwise = pairwise
        self.theta = nn.Conv2d(channels, inner, 1)
        self.phi = nn.Conv2d(channels, inner, 1)
        self.g = nn.Conv2d(channels, inner, 1)
        self.W_z = nn.Conv2d(inner, channels, 1)
        self.bn = nn.BatchNorm2d(channels)
        self.pool = nn.MaxPool2d(2) if subsample else nn.Identity()
        nn.init.zeros_(self.bn.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return z of x."""
        theta, seen = self.theta(x), self.pool(x)
        f = theta.flatten(2).transpose(1, 2) @ self.phi(seen).flatten(2)  # (N, H W, positions j)
        a = f.softmax(2) if self.pairwise == "embedded gaussian" else f / f.size(2)
        y = self.g(seen).flatten(2) @ a.transpose(1, 2)  # (N, inner, H W)
        return x + self.bn(self.W_z(y.reshape_as(theta)))


class GlobalContext(nn.Module):
    """Add one vector to all positions: a weighted mean of the maps, through two layers.

    A non-local block whose weights are the same for every query position i, which is what the authors found that
    trained ones learn. Its work grows with H W, not with its square.

    ::

        c   = sum over j of softmax over j of (W_k x_j) x_j        (N, C, 1, 1)
        z_i = x_i + W_v2 relu(LN(W_v1 c))                          fusion "add"
        z_i = x_i * sigmoid(W_v2 relu(LN(W_v1 c)))                 fusion "scale"

    With "add", W_v2 starts at zero, so that z = x before any training.

    Args:
        channels: C of x (N, C, H, W) and of z.
        reduction: r, of the channels between W_v1 and W_v2; the paper takes 16.
        fusion: "add" as in equation 4 of the paper, or "scale" as in SENet, which the paper compares with it.

    Source:
        Cao et al., GCNet: Non-local Networks Meet Squeeze-Excitation Networks and Beyond (2019), figure 4d:
        https://arxiv.org/abs/1904.11492
    """

    def __init__(self, channels: int, reduction: int = 16, fusion: str = "add") -> None:
        super().__init__()
        if fusion not in ("add", "scale"):
            raise ValueError(f"fusion={fusion!r}, but it must be 'add' or 'scale'")
        inner = reduced(channels, reduction)
        self.fusion = fusion
        self.W_k = nn.Conv2d(channels, 1, 1)
        self.W_v1 = nn.Conv2d(channels, inner, 1)
        self.LN = nn.LayerNorm([inner, 1, 1])
        self.relu = nn.ReLU(inplace=True)
        self.W_v2 = nn.Conv2d(inner, channels, 1)
        if fusion == "add":
            for parameter in self.W_v2.parameters():
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """Return z of x."""
        a = self.W_k(x).flatten(2).softmax(2)  # (N, 1, H W)
        c = (x.flatten(2) @ a.transpose(1, 2)).unsqueeze(3)  # (N, C, 1, 1)
        c = self.W_v2(self.relu(self.LN(self.W_v1(c))))
        return x + c if self.fusion == "add" else x * torch.sigmoid(c)
