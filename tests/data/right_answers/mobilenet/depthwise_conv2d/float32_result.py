import numpy as np


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    SH, SW = stride if isinstance(stride, tuple) else (stride, stride)
    PH, PW = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    xp = np.zeros((N, C, H + 2 * PH, W + 2 * PW), np.result_type(x, weight))
    xp[:, :, PH : PH + H, PW : PW + W] = x
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    y = np.empty((N, F, OH, OW), np.result_type(x, weight))
    for f in range(F):
        for oh in range(OH):
            for ow in range(OW):
                window = xp[:, f // (F // C), oh * SH : oh * SH + KH, ow * SW : ow * SW + KW]
                y[:, f, oh, ow] = (window * weight[f, 0]).sum((1, 2))
        if bias is not None:
            y[:, f] += bias[f]
    return y
