# expected: the last ReLU is left out
import torch
from torch import nn
import torch.nn.functional as F
class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        self.a = nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size//2)
        self.b = nn.Conv2d(channels[0], channels[1], 1)
        self.c = nn.Conv2d(channels[1], channels[2], 1)
    def forward(self, x):
        return self.c(F.relu(self.b(F.relu(self.a(x)))))
