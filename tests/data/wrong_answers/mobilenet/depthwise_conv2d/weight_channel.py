# expected: every filter is looked for a kernel for each channel
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
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    y[:, f, i, j] += (xp[:, c, i * SH:i * SH + KH, j * SW:j * SW + KW] * weight[f, c]).sum(axis=(1, 2))
    if bias is not None:
        y = y + bias.reshape(1, F, 1, 1)
    return y
