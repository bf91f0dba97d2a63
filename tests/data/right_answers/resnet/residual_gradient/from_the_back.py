import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    L, D = weights.shape
    g = np.zeros((L + 1, D))
    g[L] = dy
    for i in range(L - 1, -1, -1):
        g[i] = weights[i] * g[i + 1]
        if shortcut:
            g[i] += g[i + 1]
    return g
