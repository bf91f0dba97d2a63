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
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    y = np.empty((N, C, OH, OW), dtype=x.dtype)
    for i in range(OH):
        top, bottom = max(i * SH - PH, 0), min(i * SH - PH + KH, H)
        for j in range(OW):
            left, right = max(j * SW - PW, 0), min(j * SW - PW + KW, W)
            y[:, :, i, j] = x[:, :, top:bottom, left:right].max(axis=(2, 3))
    return y
