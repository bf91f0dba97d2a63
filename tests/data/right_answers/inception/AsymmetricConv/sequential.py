from torch import nn


class AsymmetricConv(nn.Sequential):
    def __init__(self, in_channels, between, out_channels, n):
        super().__init__(
            nn.Conv2d(in_channels, between, kernel_size=(1, n), padding=(0, n // 2), bias=False),
            nn.BatchNorm2d(between),
            nn.ReLU(inplace=True),
            nn.Conv2d(between, out_channels, kernel_size=(n, 1), padding=(n // 2, 0), bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )
