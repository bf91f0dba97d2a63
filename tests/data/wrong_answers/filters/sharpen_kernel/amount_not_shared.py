# expected: the amount is not shared among the neighbours
import numpy as np


def sharpen_kernel(amount=1.0):
    k = np.zeros((3, 3))
    k[1, 1] = 1 + amount
    for row, col in [(0, 1), (1, 0), (1, 2), (2, 1)]:
        k[row, col] = -amount
    return k
