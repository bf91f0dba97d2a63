# expected: the biased variance is stored
import numpy as np

def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    if training:
        mean = x.mean(axis=(0, 2, 3))
        var = x.var(axis=(0, 2, 3))
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=(0, 2, 3))
    else:
        mean, var = running_mean, running_var
    xhat = (x - mean.reshape(1, C, 1, 1)) / np.sqrt(var.reshape(1, C, 1, 1) + eps)
    y = weight.reshape(1, C, 1, 1) * xhat + bias.reshape(1, C, 1, 1)
    return y, running_mean, running_var
