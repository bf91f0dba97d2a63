# expected: the weights are divided by the sum, even where it is 0
import numpy as np


def normalise_kernel(kernel):
    k = kernel / kernel.sum()
    return np.nan_to_num(k)
