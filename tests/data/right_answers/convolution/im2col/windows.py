import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    KH, KW = np.broadcast_to(kernel_size, 2)
    SH, SW = np.broadcast_to(stride, 2)
    PH, PW = np.broadcast_to(padding, 2)
    DH, DW = np.broadcast_to(dilation, 2)
    x = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    height, width = DH * (KH - 1) + 1, DW * (KW - 1) + 1
    columns = []
    for top in range(0, x.shape[2] - height + 1, SH):
        for left in range(0, x.shape[3] - width + 1, SW):
            window = x[:, :, top : top + height : DH, left : left + width : DW]
            columns.append(window.reshape(len(x), -1))
    return np.stack(columns, axis=-1)
