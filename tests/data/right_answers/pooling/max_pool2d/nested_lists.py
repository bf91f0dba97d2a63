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

    def spans(size, k, s, p):
        starts = [o * s - p for o in range(count(size, k, s, p, ceil_mode))]
        return [[i for i in range(a, a + k) if 0 <= i < size] for a in starts]

    rows, columns = spans(H, KH, SH, PH), spans(W, KW, SW, PW)
    return [
        [[[max(plane[h][w] for h in r for w in c) for c in columns] for r in rows] for plane in image]
        for image in x.tolist()
    ]
