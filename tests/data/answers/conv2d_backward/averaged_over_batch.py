import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    N, C, H, W = x.shape
    F, C, KH, KW = weight.shape
    N, F, OH, OW = dy.shape
    x_pad = np.pad(x, [(0, 0), (0, 0), padding[:1] * 2, padding[1:] * 2])
    dx_pad = np.zeros_like(x_pad)
    dweight = np.zeros_like(weight)
    for u in range(KH):
        for v in range(KW):
            rows = slice(u, u + stride[0] * OH, stride[0])
            cols = slice(v, v + stride[1] * OW, stride[1])
            x_tap = x_pad[:, :, rows, cols][:, :, :OH, :OW]
            dweight[:, :, u, v] = np.einsum("nfij,ncij->fc", dy, x_tap) / N
            dx_pad[:, :, rows, cols][:, :, :OH, :OW] += np.einsum("nfij,fc->ncij", dy, weight[:, :, u, v])
    dbias = dy.sum(axis=(0, 2, 3)) / N
    dx = dx_pad[:, :, padding[0] : padding[0] + H, padding[1] : padding[1] + W]
    return dx, dweight, dbias
