# expected: every layer reads the maps
def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * size[0] * size[1]
    total = 0
    for m in widths:
        total += n * m + m
    return total
