import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    rows, columns = np.arange(0, H, stride), np.arange(0, W, stride)
    result = np.zeros((N, channels, len(rows), len(columns)), dtype=x.dtype)
    result[:, :C] = x.take(rows, axis=2).take(columns, axis=3)
    return result
