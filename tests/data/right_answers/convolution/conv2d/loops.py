import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    dh, dw = (dilation, dilation) if isinstance(dilation, int) else dilation
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    OH = (H + 2 * ph - dh * (KH - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for f in range(F):
            first = f // (F // groups) * CG
            for i in range(OH):
                for j in range(OW):
                    total = 0.0 if bias is None else bias[f]
                    for c in range(CG):
                        for k in range(KH):
                            for l in range(KW):
                                row = i * sh + k * dh - ph
                                col = j * sw + l * dw - pw
                                if 0 <= row < H and 0 <= col < W:
                                    total += x[n, first + c, row, col] * weight[f, c, k, l]
                    y[n, f, i, j] = total
    return y
