import numpy as np


def hard_swish(x):
    y = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        z = float(x[index])
        y[index] = z * min(max(z + 3, 0), 6) / 6
    return y
