# expected: the gradient is divided by KH and multiplied by KW
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    N, C, H, W = x_shape
    KH, KW = pair(kernel_size)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    PH, PW = pair(padding)
    dxp = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    for oh in range(dy.shape[2]):
        for ow in range(dy.shape[3]):
            r, c = oh * SH, ow * SW
            dxp[:, :, r : r + KH, c : c + KW] += dy[:, :, oh : oh + 1, ow : ow + 1] / KH * KW
    return dxp[:, :, PH : PH + H, PW : PW + W]
