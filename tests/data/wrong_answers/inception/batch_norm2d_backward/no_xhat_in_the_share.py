# expected: xhat is missing in the variance's share of dx
import numpy as np


def batch_norm2d_backward(dy, x, weight, eps):
    N, C, H, W = x.shape
    M = N * H * W
    mean = x.mean(axis=(0, 2, 3), keepdims=True)
    r = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)
    xh = (x - mean) / r
    db = dy.sum(axis=(0, 2, 3))
    dw = (dy * xh).sum(axis=(0, 2, 3))
    dx = weight.reshape(1, -1, 1, 1) / r * (dy - db.reshape(1, -1, 1, 1) / M - dw.reshape(1, -1, 1, 1) / M)
    return dx, dw, db
