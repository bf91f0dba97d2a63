from torch import nn


def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * size[0] * size[1]
    total = 0
    for width in widths:
        layer = nn.Linear(n, width, device="meta")
        total += sum(p.numel() for p in layer.parameters())
        n = width
    return total
