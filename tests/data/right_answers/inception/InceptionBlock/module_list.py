import torch
from torch import nn


def conv_relu(c_in, c_out, k):
    return [nn.Conv2d(c_in, c_out, k, padding=k // 2), nn.ReLU()]


class InceptionBlock(nn.Module):
    def __init__(self, in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj):
        super().__init__()
        self.branches = nn.ModuleList(
            nn.Sequential(*layers)
            for layers in (
                conv_relu(in_channels, c1, 1),
                conv_relu(in_channels, c3_reduce, 1) + conv_relu(c3_reduce, c3, 3),
                conv_relu(in_channels, c5_reduce, 1) + conv_relu(c5_reduce, c5, 5),
                [nn.MaxPool2d(3, stride=1, padding=1)] + conv_relu(in_channels, pool_proj, 1),
            )
        )

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)
