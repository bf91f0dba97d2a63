# expected: every cell that equals the maximum gets the whole gradient
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = dy.shape[2:]
    xp = np.pad(x.astype(float), ((0, 0), (0, 0), (PH, PH), (PW, PW)), constant_values=-np.inf)
    dxp = np.zeros_like(xp)
    for oh in range(OH):
        for ow in range(OW):
            rows, cols = slice(oh * SH, oh * SH + KH), slice(ow * SW, ow * SW + KW)
            window = xp[:, :, rows, cols]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dxp[:, :, rows, cols] += mask * dy[:, :, oh:oh + 1, ow:ow + 1]
    return dxp[:, :, PH:PH + H, PW:PW + W]
