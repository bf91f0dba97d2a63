import numpy as np


def stack_cost(channels, kernel_sizes):
    k = np.array(kernel_sizes)
    return channels**2 * (k**2).sum(), 1 + (k - 1).sum()
