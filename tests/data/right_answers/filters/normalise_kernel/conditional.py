import numpy as np


def normalise_kernel(kernel):
    total = np.sum(kernel)
    return kernel / total if total else kernel * 1.0
