import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    SH, SW = np.broadcast_to(stride, 2)
    PH, PW = np.broadcast_to(padding, 2)
    DH, DW = np.broadcast_to(dilation, 2)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    xp = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    xp[:, :, PH : PH + H, PW : PW + W] = x
    y = np.zeros((N, F, OH, OW))
    for f in range(F):
        group = f * groups // F
        for c in range(CG):
            plane = xp[:, group * CG + c]
            for k in range(KH):
                for l in range(KW):
                    shifted = plane[:, k * DH :, l * DW :]
                    y[:, f] += weight[f, c, k, l] * shifted[:, : (OH - 1) * SH + 1 : SH, : (OW - 1) * SW + 1 : SW]
    if bias is not None:
        y += bias[:, None, None]
    return y
