def head_parameters(channels, size, widths, pool):
    inputs = channels if pool else channels * size[0] * size[1]
    total = 0
    for width in widths:
        total += (inputs + 1) * width
        inputs = width
    return total
