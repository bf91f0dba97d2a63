# expected: the padding goes to both directions
import torch
from torch import nn
import torch.nn.functional as F
class AsymmetricConv(nn.Module):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        self.c1 = nn.Conv2d(in_channels, between, (1, n), padding=n // 2, bias=False)
        self.n1 = nn.BatchNorm2d(between)
        self.c2 = nn.Conv2d(between, out_channels, (n, 1), padding=n // 2, bias=False)
        self.n2 = nn.BatchNorm2d(out_channels)
    def forward(self, x):
        x = F.relu(self.n1(self.c1(x)))
        return F.relu(self.n2(self.c2(x)))
