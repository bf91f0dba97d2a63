# expected: the two paddings are swapped
import numpy as np

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    pair = lambda v: (v, v) if isinstance(v, int) else v
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    dh, dw = pair(dilation)
    N, C, H, W = x.shape
    F, Cg, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pw, pw), (ph, ph)))
    OH = (H + 2 * ph - dh * (KH - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1
    Fg = F // groups
    y = np.empty((N, F, OH, OW), dtype=np.result_type(x, weight))
    for g in range(groups):
        cols = np.empty((N, Cg, KH, KW, OH, OW), dtype=x.dtype)
        for i in range(KH):
            for j in range(KW):
                cols[:, :, i, j] = xp[:, g * Cg:(g + 1) * Cg, i * dh:i * dh + OH * sh:sh, j * dw:j * dw + OW * sw:sw]
        cols = cols.reshape(N, Cg * KH * KW, OH * OW)
        w = weight[g * Fg:(g + 1) * Fg].reshape(Fg, -1)
        y[:, g * Fg:(g + 1) * Fg] = (w @ cols).reshape(N, Fg, OH, OW)
    if bias is not None:
        y += bias.reshape(1, F, 1, 1)
    return y
