# expected: the bias is taken for granted
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.einsum('fc,nchw->nfhw', weight[:, :, 0, 0], x)
    return y + bias[:, None, None]
