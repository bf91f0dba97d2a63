# expected: the last row and column of each step are kept, not the first
import numpy as np


def shortcut_a(x, channels, stride=1):
    x = x[:, :, stride - 1 :: stride, stride - 1 :: stride]
    N, C, OH, OW = x.shape
    y = np.zeros((N, channels, OH, OW))
    for i in range(OH):
        for j in range(OW):
            y[:, :C, i, j] = x[:, :, i, j]
    return y
