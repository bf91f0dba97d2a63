# expected: the fractions are cut off by an array made for whole numbers
import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    OH, OW = (H - 1) // stride + 1, (W - 1) // stride + 1
    y = np.zeros((N, channels, OH, OW), dtype=int)
    for i in range(OH):
        for j in range(OW):
            y[:, :C, i, j] = x[:, :, i * stride, j * stride]
    return y
