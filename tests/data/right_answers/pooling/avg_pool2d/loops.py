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
    KH, KW = pair(kernel_size)
    SH, SW = pair(kernel_size if stride is None else stride)
    PH, PW = pair(padding)
    N, C, H, W = x.shape
    OH, OW = count(H, KH, SH, PH, ceil_mode), count(W, KW, SW, PW, ceil_mode)
    out = np.zeros((N, C, OH, OW))
    for n, c, oh, ow in np.ndindex(N, C, OH, OW):
        total, cells = 0.0, 0
        for kh in range(KH):
            for kw in range(KW):
                h, w = oh * SH - PH + kh, ow * SW - PW + kw
                if 0 <= h < H and 0 <= w < W:
                    total += x[n, c, h, w]
                    cells += 1
                elif count_include_pad and h < H + PH and w < W + PW:
                    cells += 1
        out[n, c, oh, ow] = total / cells
    return out
