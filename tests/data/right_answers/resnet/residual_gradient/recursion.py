import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    if len(weights) == 0:
        return dy[np.newaxis]
    rest = residual_gradient(dy, weights[1:], shortcut)
    first = rest[0] * (weights[0] + (1 if shortcut else 0))
    return np.concatenate([first[np.newaxis], rest])
