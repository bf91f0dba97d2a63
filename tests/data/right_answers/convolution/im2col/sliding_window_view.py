import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    pairs = [(v, v) if np.ndim(v) == 0 else v for v in (kernel_size, stride, padding, dilation)]
    (KH, KW), (SH, SW), (PH, PW), (DH, DW) = pairs
    x = np.pad(x, [(0, 0), (0, 0), (PH, PH), (PW, PW)])
    reach = DH * (KH - 1) + 1, DW * (KW - 1) + 1
    windows = sliding_window_view(x, reach, axis=(2, 3))[:, :, ::SH, ::SW, ::DH, ::DW]
    N, C, OH, OW = windows.shape[:4]
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * KH * KW, OH * OW)
