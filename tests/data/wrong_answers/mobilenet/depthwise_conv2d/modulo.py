# expected: filter f reads channel f % C
import numpy as np
def pair(v):
    return (v, v) if np.ndim(v) == 0 else tuple(v)
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    y = np.zeros((N, F, OH, OW))
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                y[:, f, i, j] = (xp[:, f % C, i * SH:i * SH + KH, j * SW:j * SW + KW] * weight[f, 0]).sum(axis=(1, 2))
        if bias is not None:
            y[:, f] += bias[f]
    return y
