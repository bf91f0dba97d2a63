import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


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
    H, W = x.shape[2:]
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, PH + SH), (PW, PW + SW)], constant_values=-np.inf)
    windows = sliding_window_view(padded, (KH, KW), axis=(2, 3))[:, :, ::SH, ::SW]
    return windows[:, :, :OH, :OW].max(axis=(4, 5))
