import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    dx = np.zeros((N, C, H, W))
    for n, c, oh, ow in np.ndindex(*dy.shape):
        best, place = None, None
        for h in range(oh * SH - PH, oh * SH - PH + KH):
            for w in range(ow * SW - PW, ow * SW - PW + KW):
                inside = 0 <= h < H and 0 <= w < W
                if inside and (best is None or x[n, c, h, w] > best):
                    best, place = x[n, c, h, w], (n, c, h, w)
        dx[place] += dy[n, c, oh, ow]
    return dx
