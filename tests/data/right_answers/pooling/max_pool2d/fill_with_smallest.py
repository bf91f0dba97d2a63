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
    padded = np.pad(x, [(0, 0), (0, 0), (PH, PH), (PW, PW)], constant_values=x.min())
    cells = [padded[:, :, i * SH : i * SH + KH, j * SW : j * SW + KW] for i in range(OH) for j in range(OW)]
    return np.stack([cell.reshape(N, C, -1).max(-1) for cell in cells], axis=-1).reshape(N, C, OH, OW)
