from torch import nn


class PreActBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.start = nn.Sequential(nn.BatchNorm2d(in_channels), nn.ReLU())
        self.path = nn.Sequential(
            nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, 1, 1, bias=False),
        )
        self.same = stride == 1 and in_channels == channels
        if not self.same:
            self.projection = nn.Conv2d(in_channels, channels, 1, stride, bias=False)

    def forward(self, x):
        a = self.start(x)
        return self.path(a) + (x if self.same else self.projection(a))
