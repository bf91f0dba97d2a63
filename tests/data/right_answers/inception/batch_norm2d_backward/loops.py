import numpy as np


def batch_norm2d_backward(dy, x, weight, eps):
    N, C, H, W = x.shape
    M = N * H * W
    dx, dweight, dbias = np.zeros(x.shape), np.zeros(C), np.zeros(C)
    for c in range(C):
        mean, root = x[:, c].mean(), (x[:, c].var() + eps) ** 0.5
        for i in np.ndindex(N, H, W):
            value = (i[0], c, *i[1:])
            dbias[c] += dy[value]
            dweight[c] += dy[value] * (x[value] - mean) / root
        for i in np.ndindex(N, H, W):
            value = (i[0], c, *i[1:])
            hat = (x[value] - mean) / root
            dx[value] = weight[c] / root * (dy[value] - dbias[c] / M - hat * dweight[c] / M)
    return dx, dweight, dbias
