# expected: windows and taps are reshaped where they should be transposed
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    KH, KW = pair(kernel_size)
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    DH, DW = pair(dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    columns = np.zeros((N, OH, OW, C, KH, KW))
    for oh in range(OH):
        for ow in range(OW):
            h, w = oh * SH, ow * SW
            columns[:, oh, ow] = xp[:, :, h : h + DH * (KH - 1) + 1 : DH, w : w + DW * (KW - 1) + 1 : DW]
    return columns.reshape(N, C * KH * KW, OH * OW)
