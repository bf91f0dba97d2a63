import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    y = np.zeros((N, F, OH, OW), np.result_type(x, weight))
    for f in range(F):
        for oh in range(OH):
            for ow in range(OW):
                window = padded[:, f // (F // C), oh * SH : oh * SH + KH, ow * SW : ow * SW + KW]
                y[:, f, oh, ow] = (window * weight[f, 0]).sum(axis=(1, 2))
    return y


def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    maps = depthwise_conv2d(x, depthwise_weight, None, stride, padding).transpose(0, 2, 3, 1)
    y = maps @ pointwise_weight[:, :, 0, 0].T
    if bias is not None:
        y = y + bias
    return y.transpose(0, 3, 1, 2)
