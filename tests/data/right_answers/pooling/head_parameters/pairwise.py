from itertools import pairwise


def head_parameters(channels, size, widths, pool):
    H, W = size
    sizes = [channels * (1 if pool else H * W)] + list(widths)
    return sum(a * b + b for a, b in pairwise(sizes))
