# expected: only the first layer is counted
def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * size[0] * size[1]
    for m in widths:
        return n * m + m
