# expected: the padding is given once for both
from torch import nn
from torch.nn import functional as F


class AsymmetricConv(nn.Module):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__()
        self.row = nn.Conv2d(in_channels, between, (1, n), padding=n // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(between)
        self.col = nn.Conv2d(between, out_channels, (n, 1), bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        x = F.relu(self.bn1(self.row(x)))
        return F.relu(self.bn2(self.col(x)))
