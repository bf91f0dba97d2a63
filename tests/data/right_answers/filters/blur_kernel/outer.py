import numpy as np


def blur_kernel(size):
    row = np.repeat(1 / size, size)
    return np.outer(row, row)
