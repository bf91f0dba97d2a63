from torch import nn
from torch.nn import functional as F


class Step(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.norm = nn.BatchNorm2d(c_in)
        self.conv = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)

    def activate(self, x):
        return F.relu(self.norm(x))


class PreActBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        super().__init__()
        self.one, self.two = Step(in_channels, channels, stride), Step(channels, channels, 1)
        self.projection = nn.ModuleList()
        if stride != 1 or in_channels != channels:
            self.projection.append(nn.Conv2d(in_channels, channels, 1, stride, bias=False))

    def forward(self, x):
        a = self.one.activate(x)
        y = self.two.conv(self.two.activate(self.one.conv(a)))
        for projection in self.projection:
            x = projection(a)
        return x + y
