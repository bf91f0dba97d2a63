import torch
from torch import nn


class GridReduction(nn.Module):
    def __init__(self, in_channels, c3, deep_reduce, deep):
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "pool": nn.MaxPool2d(kernel_size=3, stride=2),
                "deep": nn.Sequential(
                    nn.Conv2d(in_channels, deep_reduce, 1, bias=False),
                    nn.BatchNorm2d(deep_reduce),
                    nn.ReLU(),
                    nn.Conv2d(deep_reduce, deep, 3, padding="same", bias=False),
                    nn.BatchNorm2d(deep),
                    nn.ReLU(),
                    nn.Conv2d(deep, deep, 3, 2, bias=False),
                    nn.BatchNorm2d(deep),
                ),
                "three": nn.Sequential(nn.Conv2d(in_channels, c3, 3, 2, bias=False), nn.BatchNorm2d(c3)),
            }
        )

    def forward(self, x):
        three, deep, pool = (self.layers[name](x) for name in ("three", "deep", "pool"))
        return torch.cat([torch.relu(torch.cat([three, deep], 1)), pool], 1)
