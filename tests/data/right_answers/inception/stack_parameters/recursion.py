def stack_parameters(in_channels, rows):
    if not rows:
        return 0
    (c1, r3, c3, r5, c5, p), *rest = rows
    own = (in_channels + 1) * (c1 + r3 + r5 + p) + (9 * r3 + 1) * c3 + (25 * r5 + 1) * c5
    return own + stack_parameters(c1 + c3 + c5 + p, rest)
