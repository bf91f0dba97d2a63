import numpy as np


def batch_norm2d_backward(dy, x, weight, eps):
    N, C, H, W = x.shape
    dx = np.zeros(x.shape)
    dweight, dbias = [], []
    for c in range(C):
        v, g = x[:, c].ravel(), dy[:, c].ravel()
        M = len(v)
        root = np.sqrt(v.var() + eps)
        hat = (v - v.mean()) / root
        jacobian = (np.eye(M) - 1 / M - np.outer(hat, hat) / M) / root
        dx[:, c] = (weight[c] * g @ jacobian).reshape(N, H, W)
        dweight.append(g @ hat)
        dbias.append(g.sum())
    return dx, np.array(dweight), np.array(dbias)
