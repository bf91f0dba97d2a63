import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    SH, SW = np.broadcast_to(stride, 2)
    PH, PW = np.broadcast_to(padding, 2)
    H, W = x.shape[2:]
    OH, OW = dy.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    dxp = np.zeros_like(xp)
    dweight = np.zeros_like(weight)
    for k in range(weight.shape[2]):
        for l in range(weight.shape[3]):
            rows, cols = slice(k, k + (OH - 1) * SH + 1, SH), slice(l, l + (OW - 1) * SW + 1, SW)
            dweight[:, :, k, l] = np.tensordot(dy, xp[:, :, rows, cols], axes=([0, 2, 3], [0, 2, 3]))
            dxp[:, :, rows, cols] += np.einsum("nfij,fc->ncij", dy, weight[:, :, k, l])
    return dxp[:, :, PH : H + PH, PW : W + PW], dweight, dy.sum((0, 2, 3))
