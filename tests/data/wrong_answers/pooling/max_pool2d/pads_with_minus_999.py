# expected: the padding holds a number that is not small enough
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH = (H + 2 * PH - KH) // SH + 1
    OW = (W + 2 * PW - KW) // SW + 1
    if ceil_mode:
        OH = -(-(H + 2 * PH - KH) // SH) + 1
        OW = -(-(W + 2 * PW - KW) // SW) + 1
        if (OH - 1) * SH >= H + PH:
            OH -= 1
        if (OW - 1) * SW >= W + PW:
            OW -= 1
    padded = np.full((N, C, H + 2 * PH, W + 2 * PW), -999.0)
    padded[:, :, PH:PH + H, PW:PW + W] = x
    y = np.zeros((N, C, OH, OW))
    for n in range(N):
        for c in range(C):
            for oh in range(OH):
                for ow in range(OW):
                    window = padded[n, c, oh * SH:oh * SH + KH, ow * SW:ow * SW + KW]
                    y[n, c, oh, ow] = window.max()
    return y
