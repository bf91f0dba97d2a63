import numpy as np


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    SH, SW = [stride] * 2 if isinstance(stride, int) else stride
    PH, PW = [padding] * 2 if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, C, KH, KW = weight.shape
    N, F, OH, OW = dy.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    flat_dy = dy.transpose(1, 0, 2, 3).reshape(F, -1)
    columns = np.empty((C, KH, KW, N, OH, OW))
    for k in range(KH):
        for l in range(KW):
            taps = xp[:, :, k : k + SH * OH : SH, l : l + SW * OW : SW]
            columns[:, k, l] = taps[:, :, :OH, :OW].transpose(1, 0, 2, 3)
    dweight = flat_dy.dot(columns.reshape(C * KH * KW, -1).T).reshape(F, C, KH, KW)
    dcolumns = weight.reshape(F, -1).T.dot(flat_dy).reshape(C, KH, KW, N, OH, OW)
    dxp = np.zeros((N, C, H + 2 * PH + SH, W + 2 * PW + SW))  # room for the last, partial step
    for k in range(KH):
        for l in range(KW):
            dxp[:, :, k : k + SH * OH : SH, l : l + SW * OW : SW] += dcolumns[:, k, l].transpose(1, 0, 2, 3)
    return dxp[:, :, PH : PH + H, PW : PW + W], dweight, flat_dy.sum(axis=1)
