# expected: the cells left over at the edge are dropped
import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    OH, OW = H // stride, W // stride
    y = np.zeros((N, channels, OH, OW))
    for i in range(OH):
        for j in range(OW):
            y[:, :C, i, j] = x[:, :, i * stride, j * stride]
    return y
