import torch
from torch import nn


class PreActBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.second = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.first = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        self.norm_b, self.norm_a = nn.BatchNorm2d(channels), nn.BatchNorm2d(in_channels)
        self.w = (
            nn.Conv2d(in_channels, channels, 1, stride, bias=False)
            if self.differs(in_channels, channels, stride)
            else nn.Identity()
        )

    @staticmethod
    def differs(c_in, c_out, stride):
        return c_in != c_out or stride > 1

    def forward(self, x):
        a = self.norm_a(x).relu()
        s = x if isinstance(self.w, nn.Identity) else self.w(a)
        return torch.add(s, self.second(self.norm_b(self.first(a)).relu()))
