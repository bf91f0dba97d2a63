# expected: f // groups is taken for the group of filter f
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    DH, DW = pair(dilation)
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            g = f // groups
            for oh in range(OH):
                for ow in range(OW):
                    for c in range(CG):
                        for kh in range(KH):
                            for kw in range(KW):
                                y[n, f, oh, ow] += (
                                    xp[n, g * CG + c, oh * SH + kh * DH, ow * SW + kw * DW] * weight[f, c, kh, kw]
                                )
            if bias is not None:
                y[n, f] += bias[f]
    return y
