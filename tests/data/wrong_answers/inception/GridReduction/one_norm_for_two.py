# expected: two convolutions share one batch norm
import torch
from torch import nn
from torch.nn import functional as F


class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.c1 = nn.Conv2d(in_channels, c3, 3, stride=2, bias=False)
        self.b1 = nn.BatchNorm2d(c3)
        self.c2 = nn.Conv2d(in_channels, deep_reduce, 1, bias=False)
        self.b2 = nn.BatchNorm2d(deep_reduce)
        self.c3 = nn.Conv2d(deep_reduce, deep, 3, padding=1, bias=False)
        self.c4 = nn.Conv2d(deep, deep, 3, stride=2, bias=False)
        self.b3 = nn.BatchNorm2d(deep)

    def forward(self, x):
        a = F.relu(self.b1(self.c1(x)))
        b = F.relu(self.b2(self.c2(x)))
        b = F.relu(self.b3(self.c3(b)))
        b = F.relu(self.b3(self.c4(b)))
        return torch.cat([a, b, F.max_pool2d(x, 3, stride=2)], 1)
