import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    if isinstance(dilation, int):
        dilation = (dilation, dilation)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    eff_h = dilation[0] * (KH - 1) + 1
    eff_w = dilation[1] * (KW - 1) + 1

    # a bigger image of zeros, and x pasted into it
    padded = np.zeros((N, C, H + 2 * padding[0], W + 2 * padding[1]))
    padded[:, :, 2 * padding[0] :, 2 * padding[1] :] = x

    OH = (H + 2 * padding[0] - eff_h) // stride[0] + 1
    OW = (W + 2 * padding[1] - eff_w) // stride[1] + 1
    out = np.zeros((N, F, OH, OW))
    for f in range(F):
        g = f * groups // F
        for i in range(OH):
            for j in range(OW):
                top, left = i * stride[0], j * stride[1]
                patch = padded[:, g * CG : (g + 1) * CG, top : top + eff_h, left : left + eff_w]
                patch = patch[:, :, :: dilation[0], :: dilation[1]]
                out[:, f, i, j] = (patch * weight[f]).sum(axis=(1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f]
    return out
