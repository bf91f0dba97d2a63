# expected: the kernel is flipped along both axes
import numpy as np

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    pair = lambda v: (v, v) if isinstance(v, int) else v
    s, p, d = pair(stride), pair(padding), pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (p[0], p[0]), (p[1], p[1])))
    F, Cg, KH, KW = weight.shape
    w = np.zeros((F, Cg, (KH - 1) * d[0] + 1, (KW - 1) * d[1] + 1))
    w[:, :, ::d[0], ::d[1]] = weight
    KH, KW = w.shape[2:]
    N, C, H, W = x.shape
    size = (H + KH - 1, W + KW - 1)
    fx = np.fft.rfft2(x, size).reshape(N, groups, Cg, size[0], -1)
    fw = np.fft.rfft2(w, size).reshape(groups, F // groups, Cg, size[0], -1)
    y = np.fft.irfft2(np.einsum("ngchw,gfchw->ngfhw", fx, fw), size).reshape(N, F, *size)
    y = y[:, :, KH - 1:H:s[0], KW - 1:W:s[1]]
    return y if bias is None else y + bias[:, None, None]
