import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    xp = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, PH), (PW, PW)], constant_values=-np.inf)
    dxp = np.zeros_like(xp)
    for n, c, i, j in np.ndindex(*dy.shape):
        window = xp[n, c, i * SH : i * SH + KH, j * SW : j * SW + KW]
        r, s = np.unravel_index(np.argmax(window), window.shape)
        dxp[n, c, i * SH + r, j * SW + s] += dy[n, c, i, j]
    return dxp[:, :, PH : PH + H, PW : PW + W]
