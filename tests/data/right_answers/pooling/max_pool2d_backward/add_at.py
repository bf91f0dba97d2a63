import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = dy.shape[2:]
    xp = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, PH), (PW, PW)], constant_values=-np.inf)
    windows = sliding_window_view(xp, (KH, KW), axis=(2, 3))[:, :, ::SH, ::SW]
    flat = windows.reshape(N, C, OH, OW, KH * KW).argmax(-1)
    n, c, i, j = np.indices(dy.shape)
    dxp = np.zeros(xp.shape)
    np.add.at(dxp, (n, c, i * SH + flat // KW, j * SW + flat % KW), dy)
    return dxp[:, :, PH : PH + H, PW : PW + W]
