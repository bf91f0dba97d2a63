from torch import nn


class MLPConv(nn.Sequential):
    def __init__(self, in_channels, channels, kernel_size):
        super().__init__(
            nn.Conv2d(in_channels, channels[0], kernel_size, padding=kernel_size // 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels[0], channels[1], 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels[1], channels[2], 1),
            nn.ReLU(inplace=True),
        )
