# expected: the ReLU is left out
import numpy as np


def signal_std(x, weights, normalise=False):
    stds = []
    for W in weights:
        x = x @ W
        if normalise:
            x = (x - x.mean(axis=0)) / x.std(axis=0)
        stds.append(x.std())
    return stds
