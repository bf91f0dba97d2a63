import numpy as np


def depthwise_test():
    rng = np.random.default_rng(3)
    x = rng.normal(1, 1, (2, 3, 10, 11))
    weight = -rng.normal(1, 1, (6, 1, 4, 2))
    bias = np.arange(6) - 2.5
    return x, weight, bias, (3, 2), (2, 1)
