import torch
from torch import nn


def block(c_in, c_out, KH, KW):
    conv = nn.Conv2d(c_in, c_out, (KH, KW), 1, (KH // 2, KW // 2), bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(c_out))


class AsymmetricConv(nn.Module):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        self.a = block(in_channels, between, 1, n)
        self.b = block(between, out_channels, n, 1)

    def forward(self, x):
        return torch.relu(self.b(torch.relu(self.a(x))))
