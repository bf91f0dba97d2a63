# expected: the block adds into x itself
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    if projection is not None:
        identity = projection(x)
    identity += out
    return np.maximum(identity, 0)
