import numpy as np


def shortcut_parameters(blocks, channels, option):
    n, D = np.array(blocks), np.array(channels)
    C = np.concatenate([D[:1], D[:-1]])
    first, others = C * D + 2 * D, (n - 1) * (D * D + 2 * D)
    if option == "C":
        return int((first + others).sum())
    return int(first[1:].sum()) if option == "B" else 0
