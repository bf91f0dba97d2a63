import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x_shape
    dx = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            dx[:, :, i * SH : i * SH + KH, j * SW : j * SW + KW] += dy[:, :, i : i + 1, j : j + 1] / (KH * KW)
    return dx[:, :, PH : H + PH, PW : W + PW]
