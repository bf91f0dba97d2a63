# expected: the mean is that of all nine cells
import numpy as np


def sharpen_kernel(amount=1.0):
    identity = np.zeros((3, 3))
    identity[1, 1] = 1
    return identity + amount * (identity - np.ones((3, 3)) / 9)
