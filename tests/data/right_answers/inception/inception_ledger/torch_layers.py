from torch import nn


def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    layers = [
        nn.Conv2d(in_channels, c1, 1),
        nn.Conv2d(in_channels, c3_reduce, 1),
        nn.Conv2d(c3_reduce, c3, 3),
        nn.Conv2d(in_channels, c5_reduce, 1),
        nn.Conv2d(c5_reduce, c5, 5),
        nn.Conv2d(in_channels, pool_proj, 1),
    ]
    weights = sum(layer.weight.numel() for layer in layers)
    return weights + sum(layer.bias.numel() for layer in layers), float(weights * size[0] * size[1])
