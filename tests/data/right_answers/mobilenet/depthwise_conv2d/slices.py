import numpy as np


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    SH, SW = np.broadcast_to(stride, 2)
    PH, PW = np.broadcast_to(padding, 2)
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    N, C, H, W = xp.shape
    F, _, KH, KW = weight.shape
    OH, OW = (H - KH) // SH + 1, (W - KW) // SW + 1
    xp = xp[:, np.arange(F) // (F // C)]
    y = 0
    for kh in range(KH):
        for kw in range(KW):
            seen = xp[:, :, kh : kh + SH * (OH - 1) + 1 : SH, kw : kw + SW * (OW - 1) + 1 : SW]
            y = y + seen * weight[:, 0, kh, kw][:, None, None]
    return y if bias is None else y + bias[:, None, None]
