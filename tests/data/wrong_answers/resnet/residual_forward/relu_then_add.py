# expected: the shortcut is added after the ReLU
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    if projection is not None:
        identity = projection(x)
    return np.maximum(out, 0) + identity
