import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def pool_output_size(size, kernel_size, stride, padding, ceil_mode):
    room = size + 2 * padding - kernel_size
    windows = (-(-room // stride) if ceil_mode else room // stride) + 1
    return windows - 1 if (windows - 1) * stride >= size + padding else windows


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    KH, KW = pair(kernel_size)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    PH, PW = pair(padding)
    N, C, H, W = x.shape
    OH = pool_output_size(H, KH, SH, PH, ceil_mode)
    OW = pool_output_size(W, KW, SW, PW, ceil_mode)
    y = np.empty((N, C, OH, OW), dtype=x.dtype)
    for oh in range(OH):
        for ow in range(OW):
            r, c = oh * SH - PH, ow * SW - PW
            y[:, :, oh, ow] = x[:, :, max(r, 0) : r + KH, max(c, 0) : c + KW].max(axis=(2, 3))
    return y
