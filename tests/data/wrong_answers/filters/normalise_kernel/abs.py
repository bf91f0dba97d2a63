# expected: the weights are divided by the sum of their absolute values
import numpy as np


def normalise_kernel(kernel):
    return kernel / np.abs(kernel).sum()
