# expected: a tap's slice ends after OH cells, whatever the stride
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    N, C, H, W = x.shape
    KH, KW = pair(kernel_size)
    SH, SW = pair(stride)
    PH, PW = pair(padding)
    DH, DW = pair(dilation)
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    columns = np.zeros((N, C, KH, KW, OH, OW))
    for kh in range(KH):
        for kw in range(KW):
            columns[:, :, kh, kw] = xp[:, :, kh * DH : kh * DH + OH : SH, kw * DW : kw * DW + OW : SW]
    return columns.reshape(N, C * KH * KW, OH * OW)
