# expected: the maps are averaged over windows
import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    OH, OW = (H - 1) // stride + 1, (W - 1) // stride + 1
    y = np.zeros((N, channels, OH, OW))
    for i in range(OH):
        for j in range(OW):
            y[:, :C, i, j] = x[:, :, i * stride : (i + 1) * stride, j * stride : (j + 1) * stride].mean(axis=(2, 3))
    return y
