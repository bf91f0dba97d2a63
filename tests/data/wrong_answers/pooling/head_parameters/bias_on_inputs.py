# expected: there is a bias for each input
def head_parameters(channels, size, widths, pool):
    n = channels if pool else channels * size[0] * size[1]
    total = 0
    for m in widths:
        total += n * (m + 1)
        n = m
    return total
