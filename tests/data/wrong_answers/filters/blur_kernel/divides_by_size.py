# expected: the weights are 1 / size
import numpy as np


def blur_kernel(size):
    return np.ones((size, size)) / size
