from torch import nn


def factorise_5x5(in_channels, between, out_channels):
    layers = []
    for c_in, c_out in [(in_channels, between), (between, out_channels)]:
        layers += [nn.Conv2d(c_in, c_out, (3, 3), (1, 1), (1, 1)), nn.ReLU()]
    return nn.Sequential(*layers)
