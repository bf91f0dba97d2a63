# expected: one 1x1 convolution is used twice
import torch
from torch import nn
import torch.nn.functional as F
class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        self.a = nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size//2)
        self.b = nn.Conv2d(channels[0], channels[0], 1)
        self.c = nn.Conv2d(channels[1], channels[2], 1)
    def forward(self, x):
        x=F.relu(self.a(x))
        x=F.relu(self.b(x))
        return F.relu(self.b(x))
