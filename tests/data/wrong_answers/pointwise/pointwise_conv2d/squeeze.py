# expected: the weight is squeezed
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.einsum('fc,nchw->nfhw', weight.squeeze(), x)
    return y if bias is None else y+bias.reshape(1,-1,1,1)
