from torch import nn


class Identity(nn.Module):
    def forward(self, x):
        return x


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        hidden = round(in_channels * expand_ratio)
        self.act = nn.Hardtanh(0, 6)
        self.a = Identity()
        if hidden != in_channels:
            self.a = nn.Sequential(nn.Conv2d(in_channels, hidden, (1, 1), bias=False), nn.BatchNorm2d(hidden), self.act)
        self.b = nn.Conv2d(hidden, hidden, (3, 3), (stride, stride), (1, 1), groups=hidden, bias=False)
        self.bn_b = nn.BatchNorm2d(hidden)
        self.c = nn.Sequential(nn.Conv2d(hidden, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels))
        self.add = in_channels == out_channels and stride == 1

    def forward(self, x):
        out = self.c(self.act(self.bn_b(self.b(self.a(x)))))
        if self.add:
            out += x
        return out
