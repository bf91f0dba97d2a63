import numpy as np


def batch_norm2d_backward(dy, x, weight, eps):
    axes, M = (0, 2, 3), x.size // x.shape[1]
    w = weight.reshape(1, -1, 1, 1)
    mu = x.mean(axis=axes, keepdims=True)
    xc = x - mu
    var = (xc**2).mean(axis=axes, keepdims=True)
    dxhat = dy * w
    dvar = (dxhat * xc * -0.5 * (var + eps) ** -1.5).sum(axis=axes, keepdims=True)
    dmu = (-dxhat / np.sqrt(var + eps)).sum(axis=axes, keepdims=True) + dvar * (-2 * xc).mean(axis=axes, keepdims=True)
    dx = dxhat / np.sqrt(var + eps) + dvar * 2 * xc / M + dmu / M
    dweight = (dy * xc / np.sqrt(var + eps)).sum(axis=axes)
    return dx, dweight, dy.sum(axis=axes)
