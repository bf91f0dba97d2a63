# expected: the channels of x are repeated instead of zeros
import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    OH, OW = (H - 1) // stride + 1, (W - 1) // stride + 1
    y = np.zeros((N, channels, OH, OW))
    for i in range(OH):
        for j in range(OW):
            for c in range(channels):
                y[:, c, i, j] = x[:, c % C, i * stride, j * stride]
    return y
