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


def sums(x, kernel, step, size):
    windows = sliding_window_view(x, kernel, axis=(2, 3))[:, :, :: step[0], :: step[1]]
    return np.einsum("ncijkl->ncij", windows[:, :, : size[0], : size[1]])


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    H, W = x.shape[2:]
    size = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    margins = [(0, 0), (0, 0), (PH, PH), (PW, PW)]
    ones = np.pad(np.ones((1, 1, H, W)), margins, constant_values=float(count_include_pad))
    beyond = [(0, 0), (0, 0), (0, SH), (0, SW)]
    total = sums(np.pad(np.pad(x.astype(float), margins), beyond), (KH, KW), (SH, SW), size)
    return total / sums(np.pad(ones, beyond), (KH, KW), (SH, SW), size)
