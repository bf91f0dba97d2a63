import numpy as np


def blur_kernel(size):
    return np.full((size, size), 1 / (size * size))
