import numpy as np


def stack_parameters(in_channels, rows):
    c1, r3, c3, r5, c5, p = np.array(rows).T
    reads = np.concatenate([[in_channels], (c1 + c3 + c5 + p)[:-1]])
    return np.sum((reads + 1) * (c1 + r3 + r5 + p) + (9 * r3 + 1) * c3 + (25 * r5 + 1) * c5)
