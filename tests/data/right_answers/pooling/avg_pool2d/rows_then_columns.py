import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def count(size, kernel, step, margin, ceil_mode):
    room = size + 2 * margin - kernel
    if not ceil_mode:
        return room // step + 1
    windows = -(-room // step) + 1
    return windows - 1 if (windows - 1) * step >= size + margin else windows


def matrix(size, k, s, p, ceil_mode, include):
    """Return (windows, cells): 1 / count where a window covers a cell."""
    m = np.zeros((count(size, k, s, p, ceil_mode), size))
    for o in range(len(m)):
        a, b = o * s - p, o * s - p + k
        cells = min(b, size + p) - a if include else min(b, size) - max(a, 0)
        m[o, max(a, 0) : b] = 1 / cells
    return m


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    rows = matrix(x.shape[2], KH, SH, PH, ceil_mode, count_include_pad)
    columns = matrix(x.shape[3], KW, SW, PW, ceil_mode, count_include_pad)
    return rows @ x @ columns.T
