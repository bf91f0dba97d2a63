# expected: a map is taken to be square
def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * size[0] ** 2
    total = 0
    for m in widths:
        total += (n + 1) * m
        n = m
    return total
