import numpy as np


def blur_kernel(size):
    ones = np.ones((size, size))
    return ones / ones.sum()
