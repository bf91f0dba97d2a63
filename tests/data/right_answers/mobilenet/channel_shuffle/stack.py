import numpy as np


def channel_shuffle(x, groups):
    parts = np.split(x, groups, axis=1)
    return np.stack(parts, axis=2).reshape(x.shape)
