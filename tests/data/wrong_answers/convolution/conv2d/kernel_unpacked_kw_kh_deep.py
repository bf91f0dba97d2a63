# expected: the kernel is taken for square
import numpy as np

def pair(v):
    return v if isinstance(v, tuple) else (v, v)

def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sy, sx = pair(stride)
    py, px = pair(padding)
    dy, dx = pair(dilation)
    N, C, H, W = x.shape
    F, CG, KW, KH = weight.shape
    OH = (H + 2 * py - (dy * (KH - 1) + 1)) // sy + 1
    OW = (W + 2 * px - (dx * (KW - 1) + 1)) // sx + 1
    y = np.zeros((N, F, OH, OW), np.result_type(x.dtype, weight.dtype))
    for n in range(N):
        for f in range(F):
            g = f // (F // groups)
            for oh in range(OH):
                for ow in range(OW):
                    total = 0.0
                    for c in range(CG):
                        for kh in range(KH):
                            for kw in range(KW):
                                row = oh * sy + kh * dy - py
                                col = ow * sx + kw * dx - px
                                if 0 <= row < H and 0 <= col < W:
                                    total += x[n, g * CG + c, row, col] * weight[f, c, kh, kw]
                    if bias is not None:
                        total += bias[f]
                    y[n, f, oh, ow] = total
    return y
