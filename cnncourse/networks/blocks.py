"""Blocks that several families share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from torch import Tensor, nn

Activation = Callable[[], nn.Module]


def make_divisible(value: float, divisor: int = 8) -> int:
    """Round a number of channels to a multiple of ``divisor``, but never down by more than a tenth.

    Args:
        value: channels, any positive number: what a width multiplier makes of an integer.
        divisor: at least 1.

    Returns:
        The nearest multiple (halves go up), at least ``divisor``; the next one if the nearest is below 0.9 * value.

    Source:
        The authors' code of MobileNet v2, ``make_divisible`` in slim:
        https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet/mobilenet.py
    """
    nearest = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * value else nearest


class ConvBNReLU(nn.Sequential):
    """Convolve without bias, normalise, activate: y = activation(bn(conv(x))).

    Args:
        in_channels: C of x (N, C, H, W).
        out_channels: C of y.
        kernel_size: odd, or a pair of odd numbers.
        stride: of the convolution.
        padding: None keeps H and W at stride 1: dilation * (kernel_size - 1) / 2 on each side.
        dilation: of the convolution.
        groups: of the convolution.
        activation: makes the activation; None for none, as after a linear bottleneck.
        eps: of the batch norm.
        momentum: of the batch norm.
        names: how checkpoints call the three; "0", "1", "2" unless said otherwise.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int] = 3,
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] | None = None,
        dilation: int = 1,
        groups: int = 1,
        activation: Activation | None = nn.ReLU,
        eps: float = 1e-5,
        momentum: float = 0.1,
        names: tuple[str, str, str] = ("0", "1", "2"),
    ) -> None:
        kernel = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
        if padding is None:
            padding = (dilation * (kernel[0] - 1) // 2, dilation * (kernel[1] - 1) // 2)
        conv = nn.Conv2d(in_channels, out_channels, kernel, stride, padding, dilation, groups, bias=False)
        layers: list[nn.Module] = [conv, nn.BatchNorm2d(out_channels, eps, momentum)]
        if activation is not None:
            layers.append(activation())
        super().__init__(OrderedDict(zip(names, layers, strict=False)))


class SqueezeExcite(nn.Module):
    """Scale each channel by a number in 0..1 that the network computes from the means of all channels.

    ::

        s = gate(fc2(activation(fc1(mean of x over H, W))))        (N, C, 1, 1)
        y = x * s

    Args:
        channels: C of x (N, C, H, W) and of y.
        squeezed: channels between the two layers; the paper takes channels / 16.
        activation: between the two layers.
        gate: at the end: a sigmoid in SENet, a hard sigmoid in MobileNet v3.

    Source:
        Hu et al., Squeeze-and-Excitation Networks (2017), equations 2 to 4: https://arxiv.org/abs/1709.01507
    """

    def __init__(
        self, channels: int, squeezed: int, activation: Activation = nn.ReLU, gate: Activation = nn.Sigmoid
    ) -> None:
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, squeezed, 1)
        self.activation = activation()
        self.fc2 = nn.Conv2d(squeezed, channels, 1)
        self.scale_activation = gate()

    def forward(self, x: Tensor) -> Tensor:
        """Return x with its channels scaled."""
        scale = self.avgpool(x)  # (N, C, 1, 1)
        scale = self.scale_activation(self.fc2(self.activation(self.fc1(scale))))
        return x * scale
