# expected: the shortcut is never added
import torch
from torch import nn
from torch.nn import functional as F


class PreActBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.conv1 = nn.Conv2d(in_channels, channels, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.projection = None
        if stride != 1 or in_channels != channels:
            self.projection = nn.Conv2d(in_channels, channels, kernel_size=1, stride=stride, bias=False)

    def forward(self, x):
        a = F.relu(self.bn1(x))
        shortcut = x if self.projection is None else self.projection(a)
        out = self.conv1(a)
        out = self.conv2(F.relu(self.bn2(out)))
        return out
