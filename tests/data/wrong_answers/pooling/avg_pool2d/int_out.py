# expected: an image of whole numbers gives whole numbers
import numpy as np


def pair(value):
    return (value, value) if np.ndim(value) == 0 else tuple(value)


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    (KH, KW), (PH, PW) = pair(kernel_size), pair(padding)
    SH, SW = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    OH = (H + 2 * PH - KH) // SH + 1
    OW = (W + 2 * PW - KW) // SW + 1
    if ceil_mode:
        OH = -(-(H + 2 * PH - KH) // SH) + 1
        OW = -(-(W + 2 * PW - KW) // SW) + 1
        if (OH - 1) * SH >= H + PH:
            OH -= 1
        if (OW - 1) * SW >= W + PW:
            OW -= 1
    padded = np.zeros((N, C, H + 2 * PH, W + 2 * PW))
    padded[:, :, PH:PH + H, PW:PW + W] = x
    ones = np.zeros((H + 2 * PH, W + 2 * PW))
    if count_include_pad:
        ones[:, :] = 1
    else:
        ones[PH:PH + H, PW:PW + W] = 1
    y = np.zeros((N, C, OH, OW), dtype=x.dtype)
    for oh in range(OH):
        for ow in range(OW):
            window = padded[:, :, oh * SH:oh * SH + KH, ow * SW:ow * SW + KW]
            count = ones[oh * SH:oh * SH + KH, ow * SW:ow * SW + KW].sum()
            y[:, :, oh, ow] = window.sum(axis=(2, 3)) / count
    return y
