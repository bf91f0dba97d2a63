import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    SH, SW = (stride, stride) if isinstance(stride, int) else stride
    PH, PW = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = dy.shape[2:]
    dx = np.zeros(x.shape)
    dweight = np.zeros(weight.shape)
    dbias = np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    g = dy[n, f, i, j]
                    dbias[f] += g
                    for c in range(C):
                        for k in range(KH):
                            for l in range(KW):
                                row, col = i * SH + k - PH, j * SW + l - PW
                                if 0 <= row < H and 0 <= col < W:
                                    dweight[f, c, k, l] += g * x[n, c, row, col]
                                    dx[n, c, row, col] += g * weight[f, c, k, l]
    return dx, dweight, dbias
