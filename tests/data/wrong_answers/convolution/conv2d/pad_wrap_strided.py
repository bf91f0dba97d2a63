# expected: the cells beyond the border are read from the other side
import numpy as np
from numpy.lib.stride_tricks import as_strided

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    as_pair = lambda v: (v, v) if isinstance(v, int) else v
    (sh, sw), (ph, pw), (dh, dw) = as_pair(stride), as_pair(padding), as_pair(dilation)
    N, C, H, W = x.shape
    F, Cg, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="wrap")
    OH = (H + 2 * ph - dh * (KH - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1
    b0, b1, b2, b3 = xp.strides
    win = as_strided(xp, (N, C, OH, OW, KH, KW), (b0, b1, b2 * sh, b3 * sw, b2 * dh, b3 * dw), writeable=False)
    Fg = F // groups
    out = []
    for g in range(groups):
        out.append(np.einsum("nchwij,fcij->nfhw", win[:, g * Cg:(g + 1) * Cg], weight[g * Fg:(g + 1) * Fg]))
    out = np.concatenate(out, axis=1)
    return out if bias is None else out + bias[:, None, None]
