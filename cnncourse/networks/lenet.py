"""LeNet-5: convolve, subsample, twice, then connect fully (LeCun et al., 1998)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnncourse.networks.blocks import Activation
from cnncourse.networks.network import Network
from cnncourse.networks.registry import Paper, register

PAPER = Paper(
    "Gradient-Based Learning Applied to Document Recognition",
    1998,
    "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf",
)

# Table I by columns: the maps of S2 from which each of the 16 maps of C3 is computed.
TABLE_I = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),  # three in a row, the last next to the first
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),  # four in a row
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),  # twice two
    (0, 1, 2, 3, 4, 5),
)
FEATURES = 84  # units of F6: one for each pixel of a character drawn in 7x12 pixels


class ScaledTanh(nn.Module):
    """Squash: f(a) = A tanh(S a) with A = 1.7159 and S = 2/3, so that f(1) = 1 and f(-1) = -1.

    Source:
        LeCun et al., equation 6 and appendix A: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return f of each value."""
        return 1.7159 * torch.tanh(2 / 3 * x)


class Subsampling(nn.Module):
    """Add the four values of each 2x2 window, scale and shift them by two numbers a map, and squash.

    ::

        y = f(weight * (sum of the window) + bias)

    It learns, unlike the pooling of today, and its sum is an average whose factor 1/4 is left to the weight.

    Args:
        channels: C of x (N, C, H, W) and of y (N, C, H/2, W/2).

    Source:
        LeCun et al., section II.B, layer S2: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.activation = ScaledTanh()
        nn.init.uniform_(self.weight, -2.4 / 4, 2.4 / 4)

    def forward(self, x: Tensor) -> Tensor:
        """Return y (N, C, H/2, W/2)."""
        sums = F.avg_pool2d(x, 2, divisor_override=1)
        return self.activation(self.weight[:, None, None] * sums + self.bias[:, None, None])


class PartiallyConnectedConv2d(nn.Module):
    """Convolve so that each output map sees its own selection of the input maps.

    Args:
        connections: for each output map, the indices of the input maps that it is computed from.
        kernel_size: of all kernels.

    Source:
        LeCun et al., section II.B, layer C3 and table I: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    def __init__(self, connections: Sequence[Sequence[int]], kernel_size: int) -> None:
        super().__init__()
        self.connections = [list(inputs) for inputs in connections]
        self.maps = nn.ModuleList(nn.Conv2d(len(inputs), 1, kernel_size) for inputs in connections)

    def forward(self, x: Tensor) -> Tensor:
        """Return one map for each row of connections: (N, len(connections), OH, OW)."""
        return torch.cat([conv(x[:, inputs]) for conv, inputs in zip(self.maps, self.connections, strict=True)], 1)


class EuclideanRBF(nn.Module):
    """Score each class by how far the features are from the fixed code of that class.

    ::

        score_i = -y_i,     y_i = sum over j of (x_j - w_ij)^2

    The paper outputs the penalty y_i, which is small for the right class. The sign is turned here so that, as with
    every network, the largest score wins; cross-entropy of these scores is equation 9 of the paper without e^-j.

    Args:
        in_features: length of x and of each code.
        num_classes: how many codes.
        seed: the codes are random signs drawn from it. Those of the paper draw each character in 7x12 pixels.

    Source:
        LeCun et al., equation 7 and figure 3: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    codes: Tensor

    def __init__(self, in_features: int, num_classes: int, seed: int = 0) -> None:
        super().__init__()
        signs = np.random.default_rng(seed).choice([-1.0, 1.0], (num_classes, in_features))
        self.register_buffer("codes", torch.tensor(signs, dtype=torch.get_default_dtype()))

    def forward(self, x: Tensor) -> Tensor:
        """Return scores (N, num_classes), at most 0, of features (N, in_features)."""
        return -(x[:, None] - self.codes).square().sum(2)


class LeNet5(Network):
    """LeNet-5 as it is built today: C3 sees all maps, pooling averages and learns nothing, the output is linear.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        activation: after C1, C3, C5 and F6.

    Source:
        LeCun et al., figure 2, with the letters of its layers: http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1, activation: Activation = nn.Tanh) -> None:
        super().__init__()
        self.c1: nn.Module = nn.Conv2d(in_channels, 6, 5)
        self.s2: nn.Module = nn.AvgPool2d(2)
        self.c3: nn.Module = nn.Conv2d(6, 16, 5)
        self.s4: nn.Module = nn.AvgPool2d(2)
        self.c5: nn.Module = nn.Conv2d(16, 120, 5)
        self.f6: nn.Module = nn.Linear(120, FEATURES)
        self.output: nn.Module = nn.Linear(FEATURES, num_classes)
        self.activation = activation()

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes) of images (N, in_channels, 32, 32)."""
        x = self.s2(self.activation(self.c1(x)))  # (N, 6, 14, 14)
        x = self.s4(self.activation(self.c3(x)))  # (N, 16, 5, 5)
        x = self.activation(self.c5(x))  # (N, 120, 1, 1)
        x = self.activation(self.f6(torch.flatten(x, 1)))  # (N, 84)
        return self.output(x)


class LeNet5Original(LeNet5):
    """LeNet-5 as published: 60,000 numbers to learn, none of them in the output layer.

    Subsampling learns and squashes, C3 is connected by table I to break the symmetry of its maps, and the output
    compares the 84 features with a fixed code for each class. The codes of the paper are pictures of the characters;
    random signs, drawn from a seed, stand for them here.

    Args:
        num_classes: scores.
        in_channels: channels of the images.
        output: "rbf" for the output layer of the paper, "linear" for the one of today.
        seed: of the codes.

    Raises:
        ValueError: output is neither.

    Source:
        LeCun et al., section II.B; weights start uniform in +-2.4 / fan-in, appendix A:
        http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
    """

    def __init__(self, num_classes: int = 10, in_channels: int = 1, output: str = "rbf", seed: int = 0) -> None:
        if output not in ("rbf", "linear"):
            raise ValueError(f'output={output!r}, but it must be "rbf" or "linear"')
        super().__init__(num_classes, in_channels, activation=ScaledTanh)
        self.s2 = Subsampling(6)
        self.c3 = PartiallyConnectedConv2d(TABLE_I, 5)
        self.s4 = Subsampling(16)
        if output == "rbf":
            self.output = EuclideanRBF(FEATURES, num_classes, seed)
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                bound = 2.4 / module.weight[0].numel()
                nn.init.uniform_(module.weight, -bound, bound)
                if module.bias is not None:
                    nn.init.uniform_(module.bias, -bound, bound)


register("lenet5", LeNet5, PAPER, input_size=32, num_classes=10, in_channels=1)
register("lenet5_1998", LeNet5Original, PAPER, input_size=32, num_classes=10, in_channels=1)
