# expected: the cells left over at the edge are dropped
import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    y = np.zeros((N, channels, H // stride, W // stride))
    y[:, :C] = x[:, :, ::stride, ::stride]
    return y
