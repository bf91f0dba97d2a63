import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    def both(value):
        return (value, value) if isinstance(value, int) else tuple(value)

    (KH, KW), (SH, SW), (PH, PW), (DH, DW) = map(both, (kernel_size, stride, padding, dilation))
    N, C, H, W = x.shape
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    channel, k, l = (index.reshape(-1, 1) for index in np.indices((C, KH, KW)))
    i, j = (index.reshape(1, -1) for index in np.indices((OH, OW)))
    padded = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    return padded[:, channel, i * SH + k * DH, j * SW + l * DW]
