# expected: the shortcut is the projection of f(x)
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    if projection is not None:
        identity = projection(out)
    return np.maximum(out + identity, 0)
