# expected: a convolution is given means without the axes of a map
import torch
from torch import nn
class SqueezeExcite(nn.Module):
    def __init__(self, channels, reduction=4):
        super().__init__()
        self.a = nn.Conv2d(channels, channels // reduction, 1)
        self.b = nn.Conv2d(channels // reduction, channels, 1)
    def forward(self, x):
        s = torch.sigmoid(self.b(torch.relu(self.a(x.mean((2, 3))))))
        return x * s
