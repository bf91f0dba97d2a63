import numpy as np


def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    if training:
        mean = np.mean(x, axis=(0, 2, 3), keepdims=True)
        var = np.var(x, axis=(0, 2, 3), keepdims=True)
        running_mean = (1 - momentum) * running_mean + momentum * mean[0, :, 0, 0]
        running_var = (1 - momentum) * running_var + momentum * np.var(x, axis=(0, 2, 3), ddof=1)
    else:
        mean, var = running_mean[None, :, None, None], running_var[None, :, None, None]
    y = weight[None, :, None, None] * (x - mean) / np.sqrt(var + eps) + bias[None, :, None, None]
    return y, running_mean, running_var
