# expected: a column is read in Fortran order
import numpy as np

def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    def pair(v):
        return (v, v) if isinstance(v, int) else v
    KH, KW = pair(kernel_size)
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    dh, dw = pair(dilation)
    N, C, H, W = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (H + 2 * ph - dh * (KH - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1
    cols = np.zeros((N, C * KH * KW, OH * OW), dtype=x.dtype)
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                patch = xp[n, :, i * sh:i * sh + dh * (KH - 1) + 1:dh, j * sw:j * sw + dw * (KW - 1) + 1:dw]
                cols[n, :, i * OW + j] = patch.flatten('F')
    return cols
