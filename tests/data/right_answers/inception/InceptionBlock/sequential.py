import torch
from torch import nn


class InceptionBlock(nn.Module):
    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        self.b1 = nn.Sequential(nn.Conv2d(in_channels, c1, 1), nn.ReLU(True))
        self.b2 = nn.Sequential(
            nn.Conv2d(in_channels, c3_reduce, 1), nn.ReLU(True), nn.Conv2d(c3_reduce, c3, 3, padding=1), nn.ReLU(True)
        )
        self.b3 = nn.Sequential(
            nn.Conv2d(in_channels, c5_reduce, 1), nn.ReLU(True), nn.Conv2d(c5_reduce, c5, 5, padding=2), nn.ReLU(True)
        )
        self.b4 = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(in_channels, pool_proj, 1), nn.ReLU(True))

    def forward(self, x):
        return torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], 1)
