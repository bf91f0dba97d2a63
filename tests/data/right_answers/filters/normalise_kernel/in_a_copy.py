import numpy as np


def normalise_kernel(kernel):
    kernel = np.array(kernel, dtype=float)
    if kernel.sum() != 0:
        kernel /= kernel.sum()
    return kernel
