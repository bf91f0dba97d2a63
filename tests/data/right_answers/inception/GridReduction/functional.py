import torch
import torch.nn.functional as F
from torch import nn


class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.conv_d = nn.Conv2d(deep, deep, 3, stride=2, bias=False)
        self.conv_c = nn.Conv2d(deep_reduce, deep, 3, padding=1, bias=False)
        self.conv_b = nn.Conv2d(in_channels, deep_reduce, 1, bias=False)
        self.conv_a = nn.Conv2d(in_channels, c3, 3, stride=2, bias=False)
        self.bn_a, self.bn_b = nn.BatchNorm2d(c3), nn.BatchNorm2d(deep_reduce)
        self.bn_c, self.bn_d = nn.BatchNorm2d(deep), nn.BatchNorm2d(deep)

    def forward(self, x):
        pool = F.max_pool2d(x, 3, stride=2)
        b = F.relu(self.bn_b(self.conv_b(x)))
        c = F.relu(self.bn_c(self.conv_c(b)))
        d = F.relu(self.bn_d(self.conv_d(c)))
        a = F.relu(self.bn_a(self.conv_a(x)))
        return torch.concat([a, d, pool], dim=1)
