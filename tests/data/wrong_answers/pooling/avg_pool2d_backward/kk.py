# expected: the gradient is divided by KH * KH
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x_shape
    OH, OW = dy.shape[2:]
    dxp = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    for n in range(N):
        for c in range(C):
            for oh in range(OH):
                for ow in range(OW):
                    dxp[n, c, oh * SH:oh * SH + KH, ow * SW:ow * SW + KW] += dy[n, c, oh, ow] / (KH * KH)
    return dxp[:, :, PH:PH + H, PW:PW + W]
