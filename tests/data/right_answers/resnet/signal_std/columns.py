import numpy as np


def signal_std(x, weights, normalise=False):
    result = []
    for W in weights:
        z = np.dot(x, W)
        if normalise:
            for d in range(z.shape[1]):
                column = z[:, d].copy()
                z[:, d] = (column - column.mean()) / column.std()
        z[z < 0] = 0
        result.append(np.sqrt(((z - z.mean()) ** 2).mean()))
        x = z
    return result
