import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    factors = weights + shortcut
    tails = np.cumprod(np.vstack([np.ones((1, len(dy))), factors[::-1]]), axis=0)[::-1]
    return dy * tails
