# expected: the block adds into what f returned, and that can be x
import numpy as np


def residual_forward(x, f, projection=None):
    out = f(x)
    identity = x
    if projection is not None:
        identity = projection(x)
    out += identity
    return np.maximum(out, 0)
