# expected: the layers lie in a list that torch does not see
import torch
from torch import nn
from torch.nn import functional as F


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.convs = [
            nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
        ]
        self.bns = [nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)]
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != channels:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(channels),
            )

    def forward(self, x):
        out = F.relu(self.bns[0](self.convs[0](x)))
        out = self.bns[1](self.convs[1](out))
        out = out + self.shortcut(x)
        return F.relu(out)
