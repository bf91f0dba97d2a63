from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride=1, expansion=4):
        super().__init__()
        out = width * expansion
        self.path = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, out, 1, bias=False),
            nn.BatchNorm2d(out),
        )
        self.skip = nn.Sequential()
        if stride != 1 or in_channels != out:
            self.skip = nn.Sequential(nn.Conv2d(in_channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return (self.skip(x) + self.path(x)).relu()
