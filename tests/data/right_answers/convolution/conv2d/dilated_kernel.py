import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (SH, SW), (PH, PW), (DH, DW) = [np.ones(2, int) * value for value in (stride, padding, dilation)]
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    # a dense weight: zeros between the taps, zeros for the channels of other groups
    dense = np.zeros((F, C, DH * (KH - 1) + 1, DW * (KW - 1) + 1))
    for f in range(F):
        start = f // (F // groups) * CG
        dense[f, start : start + CG, ::DH, ::DW] = weight[f]
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH, OW = xp.shape[2] - dense.shape[2] + 1, xp.shape[3] - dense.shape[3] + 1
    y = np.zeros((N, F, OH, OW))
    for k in range(dense.shape[2]):
        for l in range(dense.shape[3]):
            y += np.einsum("nchw,fc->nfhw", xp[:, :, k : k + OH, l : l + OW], dense[:, :, k, l])
    y = y[:, :, ::SH, ::SW]
    return y if bias is None else y + np.expand_dims(bias, (0, 2, 3))
