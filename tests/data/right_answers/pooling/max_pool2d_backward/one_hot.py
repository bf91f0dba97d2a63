import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = dy.shape[2:]
    xp = np.full((N, C, H + 2 * PH, W + 2 * PW), -np.inf)
    xp[:, :, PH : PH + H, PW : PW + W] = x
    taps = [xp[:, :, p : p + SH * OH : SH, q : q + SW * OW : SW] for p in range(KH) for q in range(KW)]
    winner = np.argmax(taps, axis=0)
    dxp = np.zeros_like(xp)
    for k in range(KH * KW):
        p, q = divmod(k, KW)
        dxp[:, :, p : p + SH * OH : SH, q : q + SW * OW : SW] += np.where(winner == k, dy, 0)
    return dxp[:, :, PH : PH + H, PW : PW + W]
