# expected: windows and taps are reshaped where they should be transposed
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    k, s, p, d = [(v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding, dilation)]
    x = np.pad(x, ((0, 0), (0, 0), (p[0], p[0]), (p[1], p[1])))
    win = sliding_window_view(x, (d[0] * (k[0] - 1) + 1, d[1] * (k[1] - 1) + 1), axis=(2, 3))
    win = win[:, :, ::s[0], ::s[1], ::d[0], ::d[1]]
    N, C, OH, OW = win.shape[:4]
    return win.reshape(N, C * k[0] * k[1], OH * OW)
