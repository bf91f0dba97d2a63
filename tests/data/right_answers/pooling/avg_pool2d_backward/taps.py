import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x_shape
    OH, OW = dy.shape[2:]
    dx = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    for kh in range(KH):
        for kw in range(KW):
            dx[:, :, kh : kh + SH * OH : SH, kw : kw + SW * OW : SW] += dy
    return dx[:, :, PH : H + PH, PW : W + PW] / (KH * KW)
