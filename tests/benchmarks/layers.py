"""The convolution layers that the benchmarks time: shapes as they occur in well-known networks.

``x_shape`` has one image; a benchmark replaces the 1 by its batch size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Layer:
    """One convolution: what :func:`cnncourse.numpy.conv2d` gets, without the numbers."""

    name: str
    x_shape: tuple[int, int, int, int]  # (1, C, H, W)
    weight_shape: tuple[int, int, int, int]  # (C_out, C/groups, KH, KW)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def is_depthwise(self) -> bool:
        return self.options.get("groups") == self.x_shape[1]


def square(name: str, channels: tuple[int, int], size: int, kernel: int = 3, **options) -> Layer:
    """Return a layer of ``channels`` (in, out) on maps of size x size with kernels of kernel x kernel."""
    C, C_out = channels
    return Layer(name, (1, C, size, size), (C_out, C // options.get("groups", 1), kernel, kernel), options)


LAYERS = [
    square("7x7 s2, 3->64 @224", (3, 64), 224, kernel=7, stride=2, padding=3),
    square("11x11 s4, 3->64 @224", (3, 64), 224, kernel=11, stride=4, padding=2),
    square("3x3, 64->64 @224", (64, 64), 224, padding=1),
    square("3x3, 128->128 @112", (128, 128), 112, padding=1),
    square("3x3, 256->256 @56", (256, 256), 56, padding=1),
    square("3x3, 512->512 @28", (512, 512), 28, padding=1),
    square("3x3, 512->512 @14", (512, 512), 14, padding=1),
    square("3x3, 512->512 @7", (512, 512), 7, padding=1),
    square("3x3, 64->64 @56", (64, 64), 56, padding=1),
    square("3x3 s2, 128->128 @56", (128, 128), 56, stride=2, padding=1),
    square("1x1, 256->64 @56", (256, 64), 56, kernel=1),
    square("1x1, 512->2048 @7", (512, 2048), 7, kernel=1),
    square("1x1 s2, 256->512 @56", (256, 512), 56, kernel=1, stride=2),
    square("5x5, 16->32 @28", (16, 32), 28, kernel=5, padding=2),
    Layer("1x7, 192->192 @17", (1, 192, 17, 17), (192, 192, 1, 7), {"padding": (0, 3)}),
    Layer("7x1, 192->192 @17", (1, 192, 17, 17), (192, 192, 7, 1), {"padding": (3, 0)}),
    square("3x3, 32 groups, 128->128 @56", (128, 128), 56, padding=1, groups=32),
    square("3x3 dilated 2, 64->64 @56", (64, 64), 56, padding=2, dilation=2),
    square("depthwise 3x3, 32 @112", (32, 32), 112, padding=1, groups=32),
    square("depthwise 3x3 s2, 144 @56", (144, 144), 56, stride=2, padding=1, groups=144),
    square("depthwise 3x3, 384 @14", (384, 384), 14, padding=1, groups=384),
    square("depthwise 3x3, 960 @7", (960, 960), 7, padding=1, groups=960),
]
