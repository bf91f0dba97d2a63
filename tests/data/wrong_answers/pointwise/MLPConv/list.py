# expected: the layers are kept in a plain list
import torch
from torch import nn
import torch.nn.functional as F
class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        self.l = [nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size//2), nn.Conv2d(channels[0], channels[1], 1), nn.Conv2d(channels[1], channels[2], 1)]
    def forward(self, x):
        for l in self.l:
            x = F.relu(l(x))
        return x
