import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if bias is None:
        bias = np.zeros(weight.shape[0])
    if groups > 1:
        pieces = zip(np.split(x, groups, axis=1), np.split(weight, groups), np.split(bias, groups), strict=True)
        return np.concatenate([conv2d(*piece, stride, padding, dilation) for piece in pieces], axis=1)
    SH, SW = [stride] * 2 if np.isscalar(stride) else stride
    PH, PW = [padding] * 2 if np.isscalar(padding) else padding
    DH, DW = [dilation] * 2 if np.isscalar(dilation) else dilation
    x = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    height, width = DH * (weight.shape[2] - 1) + 1, DW * (weight.shape[3] - 1) + 1
    rows = []
    for top in range(0, x.shape[2] - height + 1, SH):
        row = []
        for left in range(0, x.shape[3] - width + 1, SW):
            window = x[:, None, :, top : top + height : DH, left : left + width : DW]
            row.append((window * weight).sum(axis=(2, 3, 4)) + bias)
        rows.append(np.stack(row, axis=-1))
    return np.stack(rows, axis=-2)
