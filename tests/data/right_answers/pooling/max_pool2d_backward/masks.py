import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    xp = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, PH), (PW, PW)], constant_values=-np.inf)
    dxp = np.zeros(xp.shape)
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            rows, columns = slice(i * SH, i * SH + KH), slice(j * SW, j * SW + KW)
            window = xp[:, :, rows, columns].reshape(N, C, -1)
            equal = window == window.max(-1, keepdims=True)
            first = equal & (np.cumsum(equal, axis=-1) == 1)
            dxp[:, :, rows, columns] += first.reshape(N, C, KH, KW) * dy[:, :, i : i + 1, j : j + 1]
    return dxp[:, :, PH : PH + H, PW : PW + W]
