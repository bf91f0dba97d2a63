import numpy as np


def pointwise_conv2d_test():
    x = (np.arange(3 * 2 * 4 * 5) ** 2 % 23 - 11).reshape(3, 2, 4, 5)
    weight = np.linspace(-1.3, 2.1, 12).reshape(6, 2, 1, 1)
    bias = np.linspace(0.7, 4, 6)
    return x, weight, bias
