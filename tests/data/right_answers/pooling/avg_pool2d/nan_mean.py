import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def count(size, kernel, step, margin, ceil_mode):
    room = size + 2 * margin - kernel
    if not ceil_mode:
        return room // step + 1
    windows = -(-room // step) + 1
    return windows - 1 if (windows - 1) * step >= size + margin else windows


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    fill = 0.0 if count_include_pad else np.nan
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (PH, PH), (PW, PW)], constant_values=fill)
    y = np.empty((N, C, OH, OW))
    for i in range(OH):
        for j in range(OW):
            y[:, :, i, j] = np.nanmean(padded[:, :, i * SH : i * SH + KH, j * SW : j * SW + KW], axis=(2, 3))
    return y
