import torch
from torch import nn


def layer(c_in, c_out, size, stride=1):
    return nn.Sequential(nn.Conv2d(c_in, c_out, size, stride, size // 2, bias=False), nn.BatchNorm2d(c_out))


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride=1, expansion=4):
        super().__init__()
        same = stride == 1 and in_channels == expansion * width
        self.shortcut = nn.Identity() if same else layer(in_channels, expansion * width, 1, stride)
        self.expand = layer(width, expansion * width, 1)
        self.spatial = layer(width, width, 3, stride)
        self.reduce = layer(in_channels, width, 1)

    def forward(self, x):
        shortcut = self.shortcut(x)
        y = torch.relu(self.reduce(x))
        y = torch.relu(self.spatial(y))
        return torch.relu(shortcut + self.expand(y))
