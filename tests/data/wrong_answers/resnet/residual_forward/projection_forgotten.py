# expected: the projection is ignored
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    return np.maximum(out + identity, 0)
