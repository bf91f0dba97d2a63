import numpy as np


def pointwise_conv2d(x, weight, bias=None):
    y = np.einsum("fc,nchw->nfhw", weight[:, :, 0, 0], x)
    if bias is not None:
        y = y + np.reshape(bias, (1, -1, 1, 1))
    return y
