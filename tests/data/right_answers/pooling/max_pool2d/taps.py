import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def count(size, kernel, step, margin, ceil_mode):
    room = size + 2 * margin - kernel
    if not ceil_mode:
        return room // step + 1
    windows = -(-room // step) + 1
    return windows - 1 if (windows - 1) * step >= size + margin else windows


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = pair(kernel_size) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    after = (max((OH - 1) * SH + KH - H - PH, 0), max((OW - 1) * SW + KW - W - PW, 0))
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, after[0]), (PW, after[1])], constant_values=-np.inf)
    y = np.full((N, C, OH, OW), -np.inf)
    for kh in range(KH):
        for kw in range(KW):
            seen = padded[:, :, kh : kh + SH * (OH - 1) + 1 : SH, kw : kw + SW * (OW - 1) + 1 : SW]
            np.maximum(y, seen, out=y)
    return y
