import torch
from torch import nn


def conv_bn(c_in, c_out, k, stride=1, groups=1):
    norm = nn.BatchNorm2d(c_out)
    conv = nn.Conv2d(c_in, c_out, k, stride, k // 2, groups=groups, bias=False)
    return nn.Sequential(conv, norm)


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        width = in_channels * expand_ratio
        self.narrow = conv_bn(width, out_channels, 1)
        self.filter = conv_bn(width, width, 3, stride, groups=width)
        self.widen = conv_bn(in_channels, width, 1) if expand_ratio != 1 else None
        self.same = (stride, in_channels) == (1, out_channels)

    def forward(self, x):
        shortcut = x if self.same else 0
        wide = x if self.widen is None else torch.clamp(self.widen(x), 0, 6)
        return shortcut + self.narrow(torch.clamp(self.filter(wide), 0, 6))
