import itertools


def shortcut_parameters(blocks, channels, option):
    if option == "A":
        return 0
    total = sum(C * D + 2 * D for C, D in itertools.pairwise(channels))
    if option == "C":
        total += channels[0] * (channels[0] + 2)
        total += sum((n - 1) * D * (D + 2) for n, D in zip(blocks, channels, strict=True))
    return total
