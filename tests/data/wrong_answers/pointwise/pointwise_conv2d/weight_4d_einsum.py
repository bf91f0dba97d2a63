# expected: the sum runs over the pixels too
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.einsum('fckl,nchw->nfkl', weight, x)
    return y
