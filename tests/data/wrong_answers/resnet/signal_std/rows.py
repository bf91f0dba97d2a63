# expected: the rows are normalised instead of the columns
import numpy as np


def signal_std(x, weights, normalise=False):
    stds = []
    for W in weights:
        x = x @ W
        if normalise:
            x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
        x = np.maximum(x, 0)
        stds.append(x.std())
    return stds
