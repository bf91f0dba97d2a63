from torch import nn
from torch.nn import functional as F


def conv(c_in, c_out, size, stride):
    return nn.Conv2d(c_in, c_out, size, stride=(stride, stride), padding=size // 2, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, in_channels, channels, stride=1):
        nn.Module.__init__(self)
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels) for _ in range(2)])
        self.convs = nn.ModuleList([conv(in_channels, channels, 3, stride), conv(channels, channels, 3, 1)])
        self.shortcut = nn.ModuleDict()
        if stride != 1 or in_channels != channels:
            self.shortcut["conv"] = conv(in_channels, channels, 1, stride)
            self.shortcut["norm"] = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = self.shortcut["norm"](self.shortcut["conv"](x)) if self.shortcut else x
        z = self.norms[0](self.convs[0](x)).relu()
        z = self.norms[1](self.convs[1](z))
        return F.relu(y + z)
