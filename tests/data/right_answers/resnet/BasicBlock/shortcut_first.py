import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.b = nn.BatchNorm2d(channels)
        self.d = nn.BatchNorm2d(channels)
        self.c = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.a = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        self.project = stride > 1 or in_channels != channels
        if self.project:
            self.p = nn.Conv2d(in_channels, channels, 1, stride, bias=False)
            self.q = nn.BatchNorm2d(channels)

    def forward(self, x):
        identity = x
        if self.project:
            identity = self.q(self.p(x))
        out = torch.relu(self.b(self.a(x)))
        out = self.d(self.c(out))
        return torch.relu(torch.add(identity, out))
