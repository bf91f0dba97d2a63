def head_parameters(channels, size, widths, pool):
    if not widths:
        return 0
    inputs = channels if pool else channels * size[0] * size[1]
    first, *rest = widths
    return inputs * first + first + head_parameters(first, (1, 1), rest, True)
