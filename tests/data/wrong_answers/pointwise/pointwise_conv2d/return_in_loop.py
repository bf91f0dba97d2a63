# expected: only the first image of the batch is computed
import numpy as np
def pointwise_conv2d(x, weight, bias=None):
    N, C, H, W = x.shape
    F = weight.shape[0]
    y = np.zeros((N,F,H,W))
    for n in range(N):
        for f in range(F):
            for c in range(C):
                y[n, f] += x[n, c]*weight[f, c, 0, 0]
            if bias is not None:
                y[n, f] += bias[f]
        return y
