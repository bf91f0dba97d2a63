import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size)
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, W = x.shape
    windows = []
    top = 0
    while top + kh <= H:
        left = 0
        while left + kw <= W:
            if left % sw == 0:
                windows.append(x[:, :, top : top + kh, left : left + kw].reshape(N, -1))
                left += 1
        top += sh
    return np.stack(windows, axis=2)
