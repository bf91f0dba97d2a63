import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (SH, SW), (PH, PW), (DH, DW) = (v if isinstance(v, (tuple, list)) else (v, v) for v in (stride, padding, dilation))
    F, CG, KH, KW = weight.shape
    xp = np.pad(x, [(0, 0), (0, 0), (PH, PH), (PW, PW)])
    reach = (DH * (KH - 1) + 1, DW * (KW - 1) + 1)
    windows = sliding_window_view(xp, reach, axis=(2, 3))[:, :, ::SH, ::SW, ::DH, ::DW]
    windows = windows.reshape(len(x), groups, CG, *windows.shape[2:])
    filters = weight.reshape(groups, F // groups, CG, KH, KW)
    y = np.einsum("ngcijkl,gfckl->ngfij", windows, filters)
    y = y.reshape(len(x), F, *y.shape[3:])
    return y if bias is None else y + bias[None, :, None, None]
