# expected: the shuffle is run backwards
import numpy as np
def channel_shuffle(x, groups):
    y = np.zeros_like(x)
    C = x.shape[1]
    for i in range(groups):
        for j in range(C // groups):
            y[:, i * (C // groups) + j] = x[:, j * groups + i]
    return y
