# expected: the windows are as large as the stride
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
    xp = np.full((N, C, H + 2 * PH, W + 2 * PW), -np.inf)
    xp[:, :, PH : PH + H, PW : PW + W] = x
    y = np.zeros((N, C, OH, OW))
    for oh in range(OH):
        for ow in range(OW):
            y[:, :, oh, ow] = xp[:, :, oh * SH : (oh + 1) * SH, ow * SW : (ow + 1) * SW].max(axis=(2, 3))
    return y
