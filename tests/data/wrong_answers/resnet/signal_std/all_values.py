# expected: all values are normalised together
import numpy as np


def signal_std(x, weights, normalise=False):
    stds = []
    for W in weights:
        x = x @ W
        if normalise:
            x = (x - x.mean()) / x.std()
        x = np.maximum(x, 0)
        stds.append(x.std())
    return stds
