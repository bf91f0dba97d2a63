import numpy as np


def residual_forward(x, f, projection=None):
    if projection is None:
        total = x + f(x)
    else:
        total = projection(x) + f(x)
    return np.where(total > 0, total, 0)
