import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    _, _, OH, OW = dy.shape
    dx = np.zeros((N, C, H + 2 * ph, W + 2 * pw))
    dw = np.zeros((F, C, KH, KW))
    for i in range(OH):
        for j in range(OW):
            top, left = i * sh, j * sw
            d = dy[:, :, i, j]
            dx[:, :, top : top + KH, left : left + KW] += np.tensordot(d, weight, axes=(1, 0))
            window = x[:, :, top : top + KH, left : left + KW]
            h, w = window.shape[2:]  # smaller at the border
            dw[:, :, :h, :w] += np.tensordot(d, window, axes=(0, 0))
    db = dy.sum(axis=0).sum(axis=1).sum(axis=1)
    return dx[:, :, ph : H + ph, pw : W + pw], dw, db
