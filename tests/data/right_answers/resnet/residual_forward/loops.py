import numpy as np


def residual_forward(x, f, projection=None):
    residual = f(x)
    shortcut = x if projection is None else projection(x)
    y = np.zeros(residual.shape)
    for index in np.ndindex(*residual.shape):
        y[index] = max(residual[index] + shortcut[index], 0)
    return y
