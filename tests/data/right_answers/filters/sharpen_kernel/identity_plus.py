import numpy as np


def sharpen_kernel(amount=1.0):
    identity = np.zeros((3, 3))
    identity[1, 1] = 1
    neighbours = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4
    return identity + amount * (identity - neighbours)
