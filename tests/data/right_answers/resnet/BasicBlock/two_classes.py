from torch import nn


class ConvNorm(nn.Sequential):
    def __init__(self, c_in, c_out, size, stride=1):
        super().__init__(nn.Conv2d(c_in, c_out, size, stride, size // 2, bias=False), nn.BatchNorm2d(c_out))


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.first, self.second = ConvNorm(in_channels, channels, 3, stride), ConvNorm(channels, channels, 3)
        same = in_channels == channels and stride == 1
        self.shortcut = nn.Identity() if same else ConvNorm(in_channels, channels, 1, stride)
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()

    def forward(self, x):
        return self.relu2(self.shortcut(x) + self.second(self.relu1(self.first(x))))
