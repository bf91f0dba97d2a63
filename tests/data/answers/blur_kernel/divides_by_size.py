import numpy as np


def blur_kernel(size):
    return np.ones((size, size)) / size
