# expected: the deep branch is halved in its first 3x3 convolution
import torch
from torch import nn
import torch.nn.functional as F
def cbr(i, o, k, s=1, p=0):
    return nn.Sequential(nn.Conv2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o), nn.ReLU())
class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.a = cbr(in_channels, c3, 3, 2)
        self.b = nn.Sequential(cbr(in_channels, deep_reduce, 1), cbr(deep_reduce, deep, 3, 2), cbr(deep, deep, 3, 1, 1))
        self.c = nn.MaxPool2d(3, 2)
    def forward(self, x):
        return torch.cat([self.a(x), self.b(x), self.c(x)], 1)
