import torch.nn.functional as F
from torch import nn


class AsymmetricConv(nn.Module):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        p = (n - 1) // 2
        self.bn2, self.bn1 = nn.BatchNorm2d(out_channels), nn.BatchNorm2d(between)
        self.conv2 = nn.Conv2d(between, out_channels, (n, 1), padding=(p, 0), bias=False)
        self.conv1 = nn.Conv2d(in_channels, between, (1, n), padding=(0, p), bias=False)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)))
