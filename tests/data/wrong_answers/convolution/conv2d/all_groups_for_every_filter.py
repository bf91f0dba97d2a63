# expected: every filter reads the channels of all groups
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
            for oh in range(OH):
                for ow in range(OW):
                    h, w = oh * SH, ow * SW
                    window = xp[n, :, h : h + KH * DH : DH, w : w + KW * DW : DW]
                    for g in range(groups):
                        part = window[g * CG : (g + 1) * CG]
                        y[n, f, oh, ow] += (part * weight[f]).sum()
            if bias is not None:
                y[n, f] += bias[f]
    return y
