import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    SH, SW = stride if np.iterable(stride) else (stride, stride)
    PH, PW = padding if np.iterable(padding) else (padding, padding)
    DH, DW = dilation if np.iterable(dilation) else (dilation, dilation)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    # which row and column of xp every tap of every window reads
    rows = (np.arange(OH) * SH)[None, None, :, None] + (np.arange(KH) * DH)[:, None, None, None]
    cols = (np.arange(OW) * SW)[None, None, None, :] + (np.arange(KW) * DW)[None, :, None, None]
    columns = xp[:, :, rows, cols].reshape(N, groups, CG * KH * KW, OH * OW)
    matrix = weight.reshape(groups, F // groups, CG * KH * KW)
    y = np.matmul(matrix, columns).reshape(N, F, OH, OW)
    if bias is None:
        return y
    return (y.transpose(0, 2, 3, 1) + bias).transpose(0, 3, 1, 2)
