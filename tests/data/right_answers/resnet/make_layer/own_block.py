from torch import nn
from torch.nn import functional as F


class Own(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.a = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.an = nn.BatchNorm2d(c_out)
        self.b = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(c_out)
        self.p = nn.Sequential()
        if stride != 1 or c_in != c_out:
            self.p = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        s = self.p(x)
        return F.relu(s + self.bn(self.b(F.relu(self.an(self.a(x))))))


def make_layer(in_channels, channels, blocks, stride=1):
    return nn.Sequential(Own(in_channels, channels, stride), *(Own(channels, channels, 1) for _ in range(blocks - 1)))
