import numpy as np


def shortcut_a(x, channels, stride=1):
    small = x[..., ::stride, ::stride]
    N, C, OH, OW = small.shape
    return np.concatenate([small, np.zeros((N, channels - C, OH, OW))], axis=1)
