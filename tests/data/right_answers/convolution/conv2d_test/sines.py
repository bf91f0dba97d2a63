import numpy as np


def conv2d_test():
    x = np.round(50 * np.sin(np.arange(2 * 4 * 11 * 16) ** 2)).reshape(2, 4, 11, 16).astype(int)
    weight = np.cos(np.arange(6 * 2 * 3 * 4) ** 2 + 0.3).reshape(6, 2, 3, 4)
    return x, weight, np.array([1.5, -2.5, 0.75, 4.0, -0.5, 2.0]), (3, 2), (2, 1), (2, 3), 2
