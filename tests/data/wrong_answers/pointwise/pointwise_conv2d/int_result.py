# expected: the result is stored in the integer type of the input
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.zeros((N,F,H,W), x.dtype)
    for f in range(F):
        for c in range(C):
            y[:, f] += x[:, c]*weight[f, c, 0, 0]
        if bias is not None:
            y[:, f] += bias[f]
    return y
