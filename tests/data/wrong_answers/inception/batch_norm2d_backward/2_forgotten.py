# expected: the variance's share of dx is halved
import numpy as np

def batch_norm2d_backward(dy, x, weight, eps):
    N, C, H, W = x.shape
    M = N * H * W
    w = weight.reshape(1, C, 1, 1)
    mean = x.mean(axis=(0, 2, 3), keepdims=True)
    var = x.var(axis=(0, 2, 3), keepdims=True)
    inv = 1 / np.sqrt(var + eps)
    xhat = (x - mean) * inv
    dbias = dy.sum(axis=(0, 2, 3))
    dweight = (dy * xhat).sum(axis=(0, 2, 3))
    dxhat = dy * w
    dvar = np.sum(dxhat * (x - mean) * -0.5 * inv**3, axis=(0, 2, 3), keepdims=True)
    dmean = np.sum(-dxhat * inv, axis=(0, 2, 3), keepdims=True)
    dx = dxhat * inv + dvar * (x - mean) / M + dmean / M
    return dx, dweight, dbias
