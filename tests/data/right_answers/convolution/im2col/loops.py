import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    SH, SW = (stride, stride) if isinstance(stride, int) else stride
    PH, PW = (padding, padding) if isinstance(padding, int) else padding
    DH, DW = (dilation, dilation) if isinstance(dilation, int) else dilation
    N, C, H, W = x.shape
    OH = (H + 2 * PH - DH * (KH - 1) - 1) // SH + 1
    OW = (W + 2 * PW - DW * (KW - 1) - 1) // SW + 1
    columns = np.zeros((N, C * KH * KW, OH * OW))
    for n in range(N):
        for c in range(C):
            for k in range(KH):
                for l in range(KW):
                    for i in range(OH):
                        for j in range(OW):
                            row, col = i * SH + k * DH - PH, j * SW + l * DW - PW
                            if 0 <= row < H and 0 <= col < W:
                                columns[n, (c * KH + k) * KW + l, i * OW + j] = x[n, c, row, col]
    return columns
