import numpy as np


def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    SH, SW = stride if isinstance(stride, tuple) else (stride, stride)
    PH, PW = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    M, _, KH, KW = depthwise_weight.shape
    F = len(pointwise_weight)
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for oh in range(OH):
            for ow in range(OW):
                maps = np.zeros(M)
                for k in range(M):
                    window = xp[n, k // (M // C), oh * SH : oh * SH + KH, ow * SW : ow * SW + KW]
                    maps[k] = np.sum(window * depthwise_weight[k, 0])
                for f in range(F):
                    y[n, f, oh, ow] = np.dot(maps, pointwise_weight[f, :, 0, 0])
                    if bias is not None:
                        y[n, f, oh, ow] += bias[f]
    return y
