import numpy as np


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    dh, dw = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    N, C, H, W = x.shape
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (H + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    rows = []
    for u in range(kh):
        for v in range(kw):
            for c in range(C):
                tap = x[:, c, u * dh : u * dh + sh * OH : sh, v * dw : v * dw + sw * OW : sw]
                rows.append(tap[:, :OH, :OW].reshape(N, -1))
    return np.stack(rows, axis=1)
