import numpy as np


def pointwise_conv2d_test():
    rng = np.random.default_rng(7)
    x = rng.integers(-9, 9, size=(2, 3, 4, 6))
    weight = rng.standard_normal((5, 3, 1, 1))
    bias = rng.standard_normal(5)
    return x, weight, bias
