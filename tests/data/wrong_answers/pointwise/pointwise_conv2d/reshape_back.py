# expected: the channels are moved last for the product and reshaped back
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = x.transpose(0,2,3,1).reshape(-1, C) @ weight[:, :, 0, 0].T
    if bias is not None:
        y = y + bias
    return y.reshape(N, F, H, W)
