import numpy as np


def signal_std(x, weights, normalise=False):
    spread = np.zeros(len(weights))
    for k in range(len(weights)):
        x = np.einsum("nd,de->ne", x, weights[k])
        if normalise:
            x = x - x.mean(0)
            x = x / np.sqrt((x**2).mean(0))
        x = np.maximum(x, 0)
        spread[k] = np.sqrt((x**2).mean() - x.mean() ** 2)
    return spread
