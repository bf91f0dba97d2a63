def stack_parameters(in_channels, rows):
    total = 0
    for c1, r3, c3, r5, c5, p in rows:
        weights = in_channels * (c1 + r3 + r5 + p) + 9 * r3 * c3 + 25 * r5 * c5
        total = total + weights + c1 + r3 + c3 + r5 + c5 + p
        in_channels = c1 + c3 + c5 + p
    return total
