import numpy as np


def conv2d_test():
    rng = np.random.default_rng(7)
    x = rng.permutation(3 * 6 * 12 * 10).reshape(3, 6, 12, 10) - 1000
    weight = (rng.permutation(6 * 2 * 2 * 4).reshape(6, 2, 2, 4) - 40) / 7
    bias = np.array([0.5, -1.5, 2.25, 3.75, -4.5, 6.0])
    return [x, weight, bias, [3, 2], [2, 1], [2, 3], 3]
