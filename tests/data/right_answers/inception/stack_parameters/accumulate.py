from itertools import accumulate


def stack_parameters(in_channels, rows):
    reads = list(accumulate(rows, lambda _, r: r[0] + r[2] + r[4] + r[5], initial=in_channels))
    total = 0.0
    for c, row in zip(reads, rows, strict=False):
        ins, areas = (c, c, row[1], c, row[3], c), (1, 1, 9, 1, 25, 1)
        total += sum(i * o * a + o for i, o, a in zip(ins, row, areas, strict=True))
    return total
