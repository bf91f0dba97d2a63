import numpy as np


def shrinking_sizes(size, kernel_size):
    return np.arange(size, 0, 1 - kernel_size)[1:]
