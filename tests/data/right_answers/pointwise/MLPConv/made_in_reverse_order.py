import torch
from torch import nn


class MLPConv(nn.Module):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__()
        self.last = nn.Conv2d(channels[1], channels[2], kernel_size=(1, 1))
        self.middle = nn.Conv2d(channels[0], channels[1], kernel_size=(1, 1))
        self.first = nn.Conv2d(in_channels, channels[0], kernel_size, 1, (kernel_size - 1) // 2)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.last(torch.relu(self.middle(self.first(x).clamp(min=0)))))
