import numpy as np


def global_avg_pool2d(x):
    return np.mean(x, axis=(2, 3), keepdims=True)
