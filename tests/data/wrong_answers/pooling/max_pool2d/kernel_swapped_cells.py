# expected: height and width of the window are swapped
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    (KW, KH), (PH, PW) = pair(kernel_size), pair(padding)
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
    y = np.zeros((N, C, OH, OW))
    for n in range(N):
        for c in range(C):
            for oh in range(OH):
                for ow in range(OW):
                    best = -np.inf
                    for kh in range(KH):
                        for kw in range(KW):
                            h = oh * SH + kh - PH
                            w = ow * SW + kw - PW
                            if h < 0 or h >= H or w < 0 or w >= W:
                                continue
                            if x[n, c, h, w] > best:
                                best = x[n, c, h, w]
                    y[n, c, oh, ow] = best
    return y
