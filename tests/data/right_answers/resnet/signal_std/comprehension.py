import numpy as np


def signal_std(x, weights, normalise=False):
    def layer(x, W):
        z = x @ W
        if normalise:
            z = (z - np.mean(z, axis=0, keepdims=True)) / np.std(z, axis=0, keepdims=True)
        return z * (z > 0)

    out = []
    for W in weights:
        x = layer(x, W)
        out.append(float(np.std(x)))
    return np.array(out)
