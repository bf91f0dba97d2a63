# expected: the second step is run as a depthwise one too
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    m = F // C
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH = (H + 2 * PH - KH) // SH + 1
    OW = (W + 2 * PW - KW) // SW + 1
    y = np.zeros((N, F, OH, OW))
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                win = x[:, f // m, i * SH : i * SH + KH, j * SW : j * SW + KW]
                y[:, f, i, j] = (win * weight[f, 0]).sum(axis=(1, 2))
    if bias is not None:
        y += bias.reshape(1, -1, 1, 1)
    return y


def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    maps = depthwise_conv2d(x, depthwise_weight, None, stride, padding)
    return depthwise_conv2d(maps, pointwise_weight, bias)
