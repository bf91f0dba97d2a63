import torch
from torch import nn


class Conv(nn.Module):
    def __init__(self, c_in, c_out, **kwargs):
        super().__init__()
        self.bn = nn.BatchNorm2d(c_out)
        self.conv = nn.Conv2d(c_in, c_out, bias=False, **kwargs)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.b1 = Conv(in_channels, c3, kernel_size=3, stride=2)
        self.b2a = Conv(in_channels, deep_reduce, kernel_size=1)
        self.b2b = Conv(deep_reduce, deep, kernel_size=3, padding=1)
        self.b2c = Conv(deep, deep, kernel_size=3, stride=2)

    def forward(self, x):
        outputs = [self.b1(x), self.b2c(self.b2b(self.b2a(x))), nn.functional.max_pool2d(x, (3, 3), (2, 2))]
        return torch.cat(outputs, dim=1)
