import numpy as np


def pointwise_conv2d_test():
    x = np.arange(2 * 4 * 3 * 5).reshape(2, 4, 3, 5) % 17 - 8
    weight = np.sin(np.arange(1.0, 29.0)).reshape(7, 4, 1, 1)
    return [x, weight, np.cos(np.arange(7.0))]
