# expected: a channel gets one filter only
import numpy as np
def pair(v):
    return (v, v) if np.ndim(v) == 0 else tuple(v)
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    _, _, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    y = np.zeros((N, C, OH, OW))
    for c in range(C):
        for i in range(OH):
            for j in range(OW):
                y[:, c, i, j] = (xp[:, c, i * SH:i * SH + KH, j * SW:j * SW + KW] * weight[c, 0]).sum(axis=(1, 2))
        if bias is not None:
            y[:, c] += bias[c]
    return y
