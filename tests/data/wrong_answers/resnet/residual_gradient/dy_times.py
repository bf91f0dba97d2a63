# expected: each block takes dy instead of what arrives from the block behind it
import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    L, D = weights.shape
    g = np.zeros((L + 1, D))
    g[-1] = dy
    for i in range(L - 1, -1, -1):
        if shortcut:
            g[i] = dy * (1 + weights[i])
        else:
            g[i] = dy * weights[i]
    return g
