# expected: the variance is returned
import numpy as np


def signal_std(x, weights, normalise=False):
    stds = []
    for W in weights:
        x = x @ W
        if normalise:
            x = (x - x.mean(axis=0)) / x.std(axis=0)
        x = np.maximum(x, 0)
        stds.append(x.var())
    return stds
