import numpy as np


def conv2d_test():
    rng = np.random.default_rng(0)
    x = rng.integers(-9, 10, (2, 4, 11, 13))
    return x, rng.normal(size=(6, 2, 3, 2)), rng.normal(2, 1, 6), (2, 3), (1, 2), (3, 2), 2
