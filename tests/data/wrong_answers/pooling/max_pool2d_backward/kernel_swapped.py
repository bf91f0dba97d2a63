# expected: height and width of the window are swapped
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KW, KH), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = dy.shape[2:]
    xp = np.full((N, C, H + 2 * PH, W + 2 * PW), -np.inf)
    xp[:, :, PH:PH + H, PW:PW + W] = x
    dxp = np.zeros(xp.shape)
    for n in range(N):
        for c in range(C):
            for oh in range(OH):
                for ow in range(OW):
                    top, left = oh * SH, ow * SW
                    window = xp[n, c, top:top + KH, left:left + KW]
                    i, j = divmod(window.argmax(), KW)
                    dxp[n, c, top + i, left + j] += dy[n, c, oh, ow]
    return dxp[:, :, PH:PH + H, PW:PW + W]
