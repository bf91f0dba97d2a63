import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    (SH, SW), (PH, PW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    OH, OW = dy.shape[2:]
    dbias = dy.sum(axis=(0, 2, 3))

    # the output cells at the distance of the stride, zeros between them
    spread = np.zeros((N, F, (OH - 1) * SH + 1, (OW - 1) * SW + 1))
    spread[:, :, ::SH, ::SW] = dy
    SPH, SPW = spread.shape[2:]

    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    dweight = np.zeros(weight.shape)
    for k in range(KH):
        for l in range(KW):
            dweight[:, :, k, l] = np.einsum("nfij,ncij->fc", spread, xp[:, :, k : k + SPH, l : l + SPW])

    # full correlation with the kernel turned by 180 degrees
    weight[:] = weight[:, :, ::-1, ::-1].copy()
    spread = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    dxp = np.zeros(xp.shape)
    for i in range(SPH + KH - 1):
        for j in range(SPW + KW - 1):
            dxp[:, :, i, j] = np.einsum("nfkl,fckl->nc", spread[:, :, i : i + KH, j : j + KW], weight)
    return dxp[:, :, PH : PH + H, PW : PW + W], dweight, dbias
