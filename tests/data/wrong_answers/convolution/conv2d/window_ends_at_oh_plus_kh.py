# expected: a window starts at oh * stride but ends at oh + KH
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    DH, DW = pair(dilation)
    RH, RW = DH * (KH - 1) + 1, DW * (KW - 1) + 1
    OH = (H + 2 * PH - RH) // SH + 1
    OW = (W + 2 * PW - RW) // SW + 1
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            g = f // (F // groups)
            for oh in range(OH):
                for ow in range(OW):
                    window = xp[n, g * CG : (g + 1) * CG, oh * SH : oh + RH : DH, ow * SW : ow + RW : DW]
                    y[n, f, oh, ow] = (window * weight[f]).sum()
                    if bias is not None:
                        y[n, f, oh, ow] += bias[f]
    return y
