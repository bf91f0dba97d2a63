import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        self.one = nn.Conv2d(in_channels, c1, 1)
        self.reduce3, self.three = nn.Conv2d(in_channels, c3_reduce, 1), nn.Conv2d(c3_reduce, c3, 3, padding="same")
        self.reduce5, self.five = nn.Conv2d(in_channels, c5_reduce, 1), nn.Conv2d(c5_reduce, c5, 5, padding="same")
        self.pool, self.project = nn.MaxPool2d(3, 1, 1), nn.Conv2d(in_channels, pool_proj, 1)

    def forward(self, x):
        three = self.three(self.reduce3(x).clamp(min=0))
        five = self.five(self.reduce5(x).clamp(min=0))
        return torch.relu(torch.cat([self.one(x), three, five, self.project(self.pool(x))], dim=-3))
