import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def count(size, kernel, step, margin, ceil_mode):
    room = size + 2 * margin - kernel
    if not ceil_mode:
        return room // step + 1
    windows = -(-room // step) + 1
    return windows - 1 if (windows - 1) * step >= size + margin else windows


def one_direction(x, k, s, p, ceil_mode):
    size = x.shape[-1]
    parts = []
    for o in range(count(size, k, s, p, ceil_mode)):
        start = o * s - p
        parts.append(x[..., max(start, 0) : start + k].max(axis=-1))
    return np.stack(parts, axis=-1)


def max_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    y = one_direction(x, KW, SW, PW, ceil_mode)
    return one_direction(y.swapaxes(2, 3), KH, SH, PH, ceil_mode).swapaxes(2, 3)
