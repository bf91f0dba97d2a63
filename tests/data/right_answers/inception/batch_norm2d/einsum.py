import numpy as np


def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    M = x.shape[0] * x.shape[2] * x.shape[3]
    mean, var = running_mean, running_var
    if training:
        mean = np.einsum("nchw->c", x) / M
        centred = x - mean[:, None, None]
        var = np.einsum("nchw,nchw->c", centred, centred) / M
        running_mean = running_mean + momentum * (mean - running_mean)
        running_var = running_var + momentum * (M / (M - 1) * var - running_var)
    scale = weight / np.sqrt(var + eps)
    y = np.einsum("nchw,c->nchw", x, scale) + (bias - mean * scale)[:, None, None]
    return [y, running_mean, running_var]
