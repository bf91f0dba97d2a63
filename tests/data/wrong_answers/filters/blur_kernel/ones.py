# expected: the weights are all 1
import numpy as np


def blur_kernel(size):
    return np.ones((size, size))
