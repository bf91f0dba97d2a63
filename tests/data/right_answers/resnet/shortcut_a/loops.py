import math

import numpy as np


def shortcut_a(x, channels, stride=1):
    N, C, H, W = x.shape
    OH, OW = math.ceil(H / stride), math.ceil(W / stride)
    result = np.zeros((N, channels, OH, OW))
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    result[n, c, i, j] = x[n, c, i * stride, j * stride]
    return result
