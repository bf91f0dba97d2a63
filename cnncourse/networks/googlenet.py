"""GoogLeNet: branches of different kernel sizes, side by side (Szegedy et al., 2014)."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

import torch
from torch import Tensor, nn

from cnncourse.networks.branches import conv_bn_relu, draw_weights
from cnncourse.networks.network import Network, Outputs
from cnncourse.networks.registry import Paper, register

PAPER = Paper("Going Deeper with Convolutions", 2014, "https://arxiv.org/abs/1409.4842")

# Table 1: #1x1, #3x3 reduce, #3x3, #5x5 reduce, #5x5, pool proj.
TABLE_1 = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
POOLS = {"3b": "maxpool3", "4e": "maxpool4"}
AUXILIARY = {"4a": "aux1", "4d": "aux2"}  # what the two auxiliary heads look at


def _conv(in_channels: int, out_channels: int, size: int, stride: int = 1, batch_norm: bool = False) -> nn.Module:
    """Return a convolution that keeps H and W at stride 1, then a ReLU: with a bias, or with a batch norm instead."""
    if batch_norm:
        return conv_bn_relu(in_channels, out_channels, size, stride)
    conv = nn.Conv2d(in_channels, out_channels, size, stride, padding=size // 2)
    return nn.Sequential(OrderedDict(conv=conv, relu=nn.ReLU(inplace=True)))


class InceptionBlock(nn.Module):
    """Look at x with 1x1, 3x3 and 5x5 kernels and a max pool at once, and concatenate the four answers.

    The 1x1 convolutions in front of the large kernels reduce the channels first, so that these stay affordable.
    y has c1 + c3 + c5 + pool_proj channels: the branches are concatenated, not added.

    Args:
        in_channels: C of x (N, C, H, W).
        c1: "#1x1" of table 1: channels of the first branch.
        c3_reduce: "#3x3 reduce": channels of the 1x1 convolution before the 3x3 one.
        c3: "#3x3".
        c5_reduce: "#5x5 reduce".
        c5: "#5x5".
        pool_proj: "pool proj": channels of the 1x1 convolution after the max pool.
        batch_norm: whether a batch norm takes the place of each bias (not in the paper, which is older).
        large_kernel: side of the kernel in the third branch; torchvision has 3.

    Source:
        Szegedy et al., figure 2b and table 1: https://arxiv.org/abs/1409.4842
    """

    def __init__(
        self,
        in_channels: int,
        c1: int,
        c3_reduce: int,
        c3: int,
        c5_reduce: int,
        c5: int,
        pool_proj: int,
        batch_norm: bool = False,
        large_kernel: int = 5,
    ) -> None:
        super().__init__()
        conv = partial(_conv, batch_norm=batch_norm)
        self.branch1 = conv(in_channels, c1, 1)
        self.branch2 = nn.Sequential(conv(in_channels, c3_reduce, 1), conv(c3_reduce, c3, 3))
        self.branch3 = nn.Sequential(conv(in_channels, c5_reduce, 1), conv(c5_reduce, c5, large_kernel))
        self.branch4 = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), conv(in_channels, pool_proj, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, c1 + c3 + c5 + pool_proj, H, W)."""
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], 1)


class GoogLeNetHead(nn.Module):
    """Classify from the middle of the network, so that its lower layers get a gradient by a short way.

    Args:
        in_channels: C of x (N, C, 14, 14).
        num_classes: logits.
        dropout: probability before the last layer; the paper drops 70 %.
        batch_norm: torchvision's form: a batch norm, and x averaged to 4x4 at once. The paper averages over 5x5 windows
            three apart, which gives 4x4 for 14x14 maps; what they give for others is averaged to 4x4 here.

    Source:
        Szegedy et al., section 5: https://arxiv.org/abs/1409.4842
    """

    def __init__(self, in_channels: int, num_classes: int, dropout: float = 0.7, batch_norm: bool = False) -> None:
        super().__init__()
        self.avgpool = nn.Sequential(*[] if batch_norm else [nn.AvgPool2d(5, 3)], nn.AdaptiveAvgPool2d(4))
        self.conv = _conv(in_channels, 128, 1, batch_norm=batch_norm)
        self.fc1 = nn.Linear(128 * 4 * 4, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.relu = nn.ReLU(inplace=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (N, num_classes)."""
        x = torch.flatten(self.conv(self.avgpool(x)), 1)  # (N, 2048)
        return self.fc2(self.dropout(self.relu(self.fc1(x))))


def _draw_as_caffe(model: nn.Module) -> None:
    """Draw uniform weights of variance 1 / fan-in; fan-out would blow up what passes through a "reduce" layer.

    Source:
        The Caffe model, "xavier" and biases of 0.2; the paper does not say:
        https://github.com/BVLC/caffe/blob/master/models/bvlc_googlenet/train_val.prototxt
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
            nn.init.kaiming_uniform_(module.weight, nonlinearity="linear")
            nn.init.constant_(module.bias, 0.2)


class GoogLeNet(Network):
    """A stem of three convolutions, nine inception blocks, one linear layer.

    As the paper has it: biases and local response normalisation, no batch norm, two auxiliary heads in training,
    whose losses the paper adds with weight 0.3. Table 1 gives the first convolution 2.7K parameters; a 7x7
    convolution of 3 channels into 64 has 9,408 weights. The paper does not print the constants of its local response
    normalisation; they are those of the Caffe model.

    The form with ``batch_norm`` is torchvision's. It has 3x3 kernels where the paper has 5x5, which was a mistake
    that its trained weights have made permanent. Its ``transform_input``, a change of the input for weights that came
    from TensorFlow, is left out.

    Args:
        num_classes: logits.
        in_channels: channels of the images.
        dropout: probability before the linear layer; 0.4 in the paper.
        aux_logits: whether the auxiliary heads exist.
        dropout_aux: probability in them.
        batch_norm: whether a batch norm takes the place of each bias and of the local response normalisation.
        large_kernel: side of the kernels of the third branches.
        last_pool: side of the windows of the last max pool; torchvision has 2.

    Source:
        Szegedy et al., table 1 and figure 3: https://arxiv.org/abs/1409.4842. Local response normalisation:
        https://github.com/BVLC/caffe/blob/master/models/bvlc_googlenet/train_val.prototxt
    """

    def __init__(
        self,
        num_classes: int = 1000,
        in_channels: int = 3,
        dropout: float = 0.4,
        aux_logits: bool = True,
        dropout_aux: float = 0.7,
        batch_norm: bool = False,
        large_kernel: int = 5,
        last_pool: int = 3,
    ) -> None:
        super().__init__()
        conv = partial(_conv, batch_norm=batch_norm)
        self.conv1 = conv(in_channels, 64, 7, 2)
        self.maxpool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.norm1 = nn.Identity() if batch_norm else nn.LocalResponseNorm(5)
        self.conv2 = conv(64, 64, 1)
        self.conv3 = conv(64, 192, 3)
        self.norm2 = nn.Identity() if batch_norm else nn.LocalResponseNorm(5)
        self.maxpool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        channels, widths = 192, {}
        for name, row in TABLE_1.items():
            self.add_module(f"inception{name}", InceptionBlock(channels, *row, batch_norm, large_kernel))
            c1, _, c3, _, c5, pool_proj = row
            channels = widths[name] = c1 + c3 + c5 + pool_proj
        self.maxpool3 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.maxpool4 = nn.MaxPool2d(last_pool, 2, ceil_mode=True)
        self.aux_logits = aux_logits
        if aux_logits:
            for name, head in AUXILIARY.items():
                self.add_module(head, GoogLeNetHead(widths[name], num_classes, dropout_aux, batch_norm))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(channels, num_classes)
        if batch_norm:
            draw_weights(self, 0.01)
        else:
            _draw_as_caffe(self)

    def forward(self, x: Tensor) -> Tensor | Outputs:
        """Return logits (N, num_classes) of images (N, in_channels, H, W); in training with those of the two heads."""
        x = self.norm1(self.maxpool1(self.conv1(x)))  # (N, 64, H/4, W/4)
        x = self.maxpool2(self.norm2(self.conv3(self.conv2(x))))  # (N, 192, H/8, W/8)
        seen = {}
        for name in TABLE_1:
            x = getattr(self, f"inception{name}")(x)
            if name in AUXILIARY:
                seen[name] = x  # (N, 512 or 528, H/16, W/16)
            if name in POOLS:
                x = getattr(self, POOLS[name])(x)
        logits = self.fc(self.dropout(torch.flatten(self.avgpool(x), 1)))
        if self.training and self.aux_logits:
            return Outputs(logits, tuple(getattr(self, head)(seen[name]) for name, head in AUXILIARY.items()))
        return logits


register("googlenet_2014", GoogLeNet, PAPER, error="- / 6.67 (ensemble, ILSVRC-2014 test)")
register("googlenet", partial(GoogLeNet, batch_norm=True, large_kernel=3, last_pool=2, dropout=0.2), PAPER)
