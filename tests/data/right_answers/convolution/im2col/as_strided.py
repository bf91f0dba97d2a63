import numpy as np
from numpy.lib.stride_tricks import as_strided


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    (KH, KW), (SH, SW), (PH, PW), (DH, DW) = [
        (v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding, dilation)
    ]
    x = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    N, C, H, W = x.shape
    OH, OW = (H - DH * (KH - 1) - 1) // SH + 1, (W - DW * (KW - 1) - 1) // SW + 1
    n, c, h, w = x.strides
    view = as_strided(x, (N, C, KH, KW, OH, OW), (n, c, h * DH, w * DW, h * SH, w * SW), writeable=False)
    return view.reshape(N, C * KH * KW, OH * OW)
