import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d_backward(dy, x_shape, kernel_size, stride=None, padding=0):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x_shape
    dx = np.zeros(x_shape)
    for n, c, oh, ow in np.ndindex(*dy.shape):
        for kh in range(KH):
            for kw in range(KW):
                h, w = oh * SH + kh - PH, ow * SW + kw - PW
                if 0 <= h < H and 0 <= w < W:
                    dx[n, c, h, w] += dy[n, c, oh, ow] / KH / KW
    return dx
