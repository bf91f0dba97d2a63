# expected: the maps are flattened even if they are pooled
def head_parameters(channels, size, widths, pool):
    n = channels * size[0] * size[1]
    total = 0
    for m in widths:
        total += (n + 1) * m
        n = m
    return total
