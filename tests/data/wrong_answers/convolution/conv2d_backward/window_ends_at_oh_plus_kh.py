# expected: a window starts at oh * stride but ends at oh + KH
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    N, C, H, W = x.shape
    F, C, KH, KW = weight.shape
    N, F, OH, OW = dy.shape
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    dxp = np.zeros(xp.shape)
    dw = np.zeros(weight.shape)
    for n in range(N):
        for f in range(F):
            for oh in range(OH):
                for ow in range(OW):
                    dxp[n, :, oh * SH : oh + KH, ow * SW : ow + KW] += dy[n, f, oh, ow] * weight[f]
                    dw[f] += dy[n, f, oh, ow] * xp[n, :, oh * SH : oh + KH, ow * SW : ow + KW]
    return dxp[:, :, PH : PH + H, PW : PW + W], dw, dy.sum(axis=(0, 2, 3))
