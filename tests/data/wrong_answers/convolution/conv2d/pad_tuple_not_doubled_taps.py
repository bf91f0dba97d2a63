# expected: the padding pair is given to np.pad as (before, after)
import numpy as np

def two(v):
    return (v, v) if np.ndim(v) == 0 else tuple(v)

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (SH, SW), (PH, PW), (DH, DW) = two(stride), two(padding), two(dilation)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PW), (PH, PW)))
    OH = (xp.shape[2] - DH * (KH - 1) - 1) // SH + 1
    OW = (xp.shape[3] - DW * (KW - 1) - 1) // SW + 1
    FG = F // groups
    parts = []
    for g in range(groups):
        xg = xp[:, g * CG:(g + 1) * CG]
        wg = weight[g * FG:(g + 1) * FG]
        out = 0
        for a in range(KH):
            for b in range(KW):
                piece = xg[:, :, a * DH:a * DH + SH * (OH - 1) + 1:SH, b * DW:b * DW + SW * (OW - 1) + 1:SW]
                out = out + np.einsum("nchw,fc->nfhw", piece, wg[:, :, a, b])
        parts.append(out)
    y = np.concatenate(parts, axis=1)
    if bias is not None:
        y = y + bias[None, :, None, None]
    return y
