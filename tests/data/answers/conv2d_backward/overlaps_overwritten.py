import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    _, _, OH, OW = dy.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dxp = np.zeros(xp.shape)
    dweight = np.zeros(weight.shape)
    for i in range(OH):
        for j in range(OW):
            here = np.s_[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
            dweight += np.einsum("nf,ncuv->fcuv", dy[:, :, i, j], xp[here])
            dxp[here] = np.einsum("nf,fcuv->ncuv", dy[:, :, i, j], weight)
    dx = dxp[:, :, ph : ph + H, pw : pw + W]
    return dx, dweight, dy.sum(axis=(0, 2, 3))
