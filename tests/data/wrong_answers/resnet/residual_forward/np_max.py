# expected: only the largest value of the sum is returned
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    if projection is not None:
        identity = projection(x)
    return np.max(out + identity)
