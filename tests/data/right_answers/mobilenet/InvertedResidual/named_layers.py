from torch import nn
from torch.nn import functional as F


class InvertedResidual(nn.Module):
    def __init__(self, in_channels, out_channels, stride, expand_ratio):
        super().__init__()
        hidden = in_channels * expand_ratio
        self.t = expand_ratio
        if expand_ratio != 1:
            self.expand = nn.Conv2d(in_channels, hidden, kernel_size=1, bias=False)
            self.bn1 = nn.BatchNorm2d(hidden)
        self.depthwise = nn.Conv2d(hidden, hidden, kernel_size=3, stride=stride, padding=1, groups=hidden, bias=False)
        self.bn2 = nn.BatchNorm2d(hidden)
        self.project = nn.Conv2d(hidden, out_channels, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)

    def forward(self, x):
        y = x
        if self.t != 1:
            y = F.relu6(self.bn1(self.expand(y)))
        y = F.relu6(self.bn2(self.depthwise(y)))
        y = self.bn3(self.project(y))
        if y.shape == x.shape:
            y = y + x
        return y
