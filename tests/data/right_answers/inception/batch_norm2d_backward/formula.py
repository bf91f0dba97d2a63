import numpy as np


def batch_norm2d_backward(dy, x, weight, eps):
    N, C, H, W = x.shape
    M = N * H * W
    mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
    inv = 1 / np.sqrt(var + eps)
    xhat = (x - mean[:, None, None]) * inv[:, None, None]
    dbias, dweight = dy.sum((0, 2, 3)), (dy * xhat).sum((0, 2, 3))
    dx = M * dy - dbias[:, None, None] - xhat * dweight[:, None, None]
    return dx * (weight * inv / M)[:, None, None], dweight, dbias
