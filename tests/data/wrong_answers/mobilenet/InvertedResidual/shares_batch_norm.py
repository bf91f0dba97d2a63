# expected: one batch norm serves two convolutions
import torch
from torch import nn
import torch.nn.functional as F
class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        h = in_channels * expand_ratio
        self.t = expand_ratio
        if self.t != 1:
            self.c1 = nn.Conv2d(in_channels, h, 1, bias=False)
        self.bn = nn.BatchNorm2d(h)
        self.c2 = nn.Conv2d(h, h, 3, stride, 1, groups=h, bias=False)
        self.c3 = nn.Conv2d(h, out_channels, 1, bias=False)
        self.b3 = nn.BatchNorm2d(out_channels)
        self.add = stride == 1 and in_channels == out_channels
    def forward(self, x):
        y = F.relu6(self.bn(self.c1(x))) if self.t != 1 else x
        y = F.relu6(self.bn(self.c2(y)))
        y = self.b3(self.c3(y))
        return x + y if self.add else y
