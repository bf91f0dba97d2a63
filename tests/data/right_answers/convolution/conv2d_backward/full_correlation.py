import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_backward(dy, x, weight, stride=1, padding=0):
    SH, SW = (stride, stride) if isinstance(stride, int) else stride
    PH, PW = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    # dy as it would be at stride 1: zeros where no window started
    spread = np.zeros((N, F, H + 2 * PH - KH + 1, W + 2 * PW - KW + 1))
    spread[:, :, : dy.shape[2] * SH : SH, : dy.shape[3] * SW : SW] = dy
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    dweight = np.einsum("nckluv,nfuv->fckl", sliding_window_view(xp, spread.shape[2:], axis=(2, 3)), spread)
    border = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    flipped = weight[:, :, ::-1, ::-1]
    dxp = np.einsum("nfhwkl,fckl->nchw", sliding_window_view(border, (KH, KW), axis=(2, 3)), flipped)
    return dxp[:, :, PH : PH + H, PW : PW + W], dweight, dy.sum(axis=0).sum(axis=(1, 2))
