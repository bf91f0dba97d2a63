import numpy as np


def receptive_field(layers):
    K, S, D = np.array(layers, dtype=int).reshape(-1, 3).T
    jumps = np.cumprod(np.concatenate([[1], S]))[:-1]
    return 1 + ((K - 1) * D * jumps).sum()
