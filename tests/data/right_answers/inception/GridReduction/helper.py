import torch
from torch import nn


def cbr(c_in, c_out, k, s=1, p=0):
    return nn.Sequential(nn.Conv2d(c_in, c_out, k, s, p, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(inplace=True))


class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.one = cbr(in_channels, c3, 3, 2)
        self.two = nn.Sequential(
            cbr(in_channels, deep_reduce, 1), cbr(deep_reduce, deep, 3, 1, 1), cbr(deep, deep, 3, 2)
        )
        self.three = nn.MaxPool2d(3, 2)

    def forward(self, x):
        return torch.cat((self.one(x), self.two(x), self.three(x)), 1)
