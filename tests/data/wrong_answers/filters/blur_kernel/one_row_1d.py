# expected: the kernel is a flat list of weights
import numpy as np


def blur_kernel(size):
    return np.ones(size) / size
