# expected: the weight is read as (C, C_out)
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = x.transpose(0,2,3,1) @ weight[:, :, 0, 0]
    return y.transpose(0,3,1,2)
