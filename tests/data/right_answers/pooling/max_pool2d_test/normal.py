import numpy as np


def max_pool2d_test():
    rng = np.random.default_rng(0)
    x = rng.normal(-20, 3, size=(2, 3, 7, 11))
    return (x, (2, 4), (4, 3), (1, 2), True)
