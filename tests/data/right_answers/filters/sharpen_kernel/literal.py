import numpy as np


def sharpen_kernel(amount=1.0):
    a = amount / 4
    return np.array([[0.0, -a, 0.0], [-a, 1 + amount, -a], [0.0, -a, 0.0]])
