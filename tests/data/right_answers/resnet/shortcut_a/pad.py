import numpy as np


def shortcut_a(x, channels, stride=1):
    small = x[:, :, ::stride, ::stride]
    return np.pad(small, [(0, 0), (0, channels - x.shape[1]), (0, 0), (0, 0)])
