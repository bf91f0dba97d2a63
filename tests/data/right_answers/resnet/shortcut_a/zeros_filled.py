import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    kept = x[:, :, ::stride, ::stride]
    y = np.zeros((N, channels, kept.shape[2], kept.shape[3]))
    y[:, :C] = kept
    return y
