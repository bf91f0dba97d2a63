import numpy as np


def depthwise_test():
    rng = np.random.default_rng(2)
    x = rng.integers(-9, 10, (2, 3, 8, 11))
    weight = rng.normal(0, 1, (6, 1, 3, 2))
    return x, weight, rng.normal(1, 1, 6), (2, 3), (1, 2)
