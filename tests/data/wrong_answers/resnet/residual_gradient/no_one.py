# expected: the shortcut is ignored
import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    L, D = weights.shape
    g = np.zeros((L + 1, D))
    g[-1] = dy
    for i in range(L - 1, -1, -1):
        if shortcut:
            g[i] = g[i + 1] * weights[i]
        else:
            g[i] = g[i + 1] * weights[i]
    return g
