import numpy as np


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    # x before y, as in every graphics library
    stride_x, stride_y = stride if isinstance(stride, tuple) else (stride, stride)
    pad_y, pad_x = padding if isinstance(padding, tuple) else (padding, padding)
    dil_y, dil_x = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    batch, channels, height, width = x.shape
    filters, per_group, kh, kw = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (pad_y, pad_y), (pad_x, pad_x)))
    out_h = (x.shape[2] - dil_y * (kh - 1) - 1) // stride_y + 1
    out_w = (x.shape[3] - dil_x * (kw - 1) - 1) // stride_x + 1
    y = np.zeros((batch, filters, out_h, out_w))
    for g in range(groups):
        xs = x[:, g * per_group : (g + 1) * per_group]
        fs = slice(g * filters // groups, (g + 1) * filters // groups)
        for a in range(kh):
            for b in range(kw):
                rows = slice(a * dil_y, a * dil_y + (out_h - 1) * stride_y + 1, stride_y)
                cols = slice(b * dil_x, b * dil_x + (out_w - 1) * stride_x + 1, stride_x)
                y[:, fs] += np.einsum("nchw,fc->nfhw", xs[:, :, rows, cols], weight[fs, :, a, b])
    if bias is not None:
        y += bias.reshape(1, -1, 1, 1)
    return y
