# expected: the bias is asked for its truth value
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.einsum('fc,nchw->nfhw', weight[:, :, 0, 0], x)
    if bias:
        y = y + bias[:, None, None]
    return y
