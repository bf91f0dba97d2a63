# expected: slices of dx begin at negative indices
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    KH, KW = pair(kernel_size)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    PH, PW = pair(padding)
    dx = np.zeros(x_shape)
    for oh in range(dy.shape[2]):
        for ow in range(dy.shape[3]):
            r, c = oh * SH - PH, ow * SW - PW
            dx[:, :, r : r + KH, c : c + KW] += dy[:, :, oh : oh + 1, ow : ow + 1] / (KH * KW)
    return dx
