# expected: the output size is rounded up
import numpy as np

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if np.isscalar(stride) else stride
    ph, pw = (padding, padding) if np.isscalar(padding) else padding
    dh, dw = (dilation, dilation) if np.isscalar(dilation) else dilation
    N, C, H, W = x.shape
    F, Cg, KH, KW = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    H, W = H + 2 * ph, W + 2 * pw
    OH = -(-(H - dh * (KH - 1) - 1) // sh) + 1
    OW = -(-(W - dw * (KW - 1) - 1) // sw) + 1
    out = np.zeros((N, F, OH, OW), dtype=np.result_type(x, weight))
    for n in range(N):
        for f in range(F):
            g = f * groups // F
            for i in range(OH):
                for j in range(OW):
                    for c in range(Cg):
                        for kh in range(KH):
                            for kw in range(KW):
                                out[n, f, i, j] += x[n, g * Cg + c, i * sh + kh * dh, j * sw + kw * dw] * weight[f, c, kh, kw]
    if bias is not None:
        out = out + bias.reshape(1, F, 1, 1)
    return out
