import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    def both(value):
        return (value, value) if np.ndim(value) == 0 else value

    (SH, SW), (PH, PW) = both(stride), both(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    # which output row (column) reads padded input row (column) through which tap: 0 or 1
    rows = np.zeros((dy.shape[2], KH, H + 2 * PH))
    cols = np.zeros((dy.shape[3], KW, W + 2 * PW))
    for i in range(dy.shape[2]):
        rows[i, range(KH), range(i * SH, i * SH + KH)] = 1
    for j in range(dy.shape[3]):
        cols[j, range(KW), range(j * SW, j * SW + KW)] = 1
    rows, cols = rows[:, :, PH : PH + H], cols[:, :, PW : PW + W]
    dx = np.einsum("nfij,fckl,ikh,jlw->nchw", dy, weight, rows, cols, optimize=True)
    dweight = np.einsum("nfij,nchw,ikh,jlw->fckl", dy, x, rows, cols, optimize=True)
    return dx, dweight, np.einsum("nfij->f", dy)
