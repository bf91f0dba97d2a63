import math

import numpy as np


def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    y = np.zeros((N, C, H, W))
    new_mean, new_var = running_mean.copy(), running_var.copy()
    for c in range(C):
        mean, var = running_mean[c], running_var[c]
        if training:
            values = [float(x[n, c, h, w]) for n in range(N) for h in range(H) for w in range(W)]
            mean = sum(values) / len(values)
            squares = sum((v - mean) ** 2 for v in values)
            var = squares / len(values)
            new_mean[c] += momentum * (mean - running_mean[c])
            new_var[c] += momentum * (squares / (len(values) - 1) - running_var[c])
        for n in range(N):
            for h in range(H):
                for w in range(W):
                    y[n, c, h, w] = (x[n, c, h, w] - mean) / math.sqrt(var + eps) * weight[c] + bias[c]
    return y, new_mean, new_var
