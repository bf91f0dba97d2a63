# expected: an image of whole numbers gives whole numbers
import numpy as np


def global_avg_pool2d(x):
    N, C, H, W = x.shape
    y = np.zeros_like(x[:, :, :1, :1])
    for n in range(N):
        for c in range(C):
            y[n, c] = x[n, c].mean()
    return y
