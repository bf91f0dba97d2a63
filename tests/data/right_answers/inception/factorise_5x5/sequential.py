from torch import nn


def factorise_5x5(in_channels, between, out_channels):
    return nn.Sequential(
        nn.Conv2d(in_channels, between, kernel_size=3, padding=1),
        nn.ReLU(inplace=True),
        nn.Conv2d(between, out_channels, kernel_size=3, padding=1),
        nn.ReLU(inplace=True),
    )
