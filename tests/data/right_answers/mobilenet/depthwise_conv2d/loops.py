import numpy as np


def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    SH, SW = stride if isinstance(stride, tuple) else (stride, stride)
    PH, PW = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    m = F // C
    OH = (H + 2 * PH - KH) // SH + 1
    OW = (W + 2 * PW - KW) // SW + 1
    y = np.zeros((N, F, OH, OW))
    for n in range(N):
        for c in range(C):
            for k in range(m):
                f = c * m + k
                for oh in range(OH):
                    for ow in range(OW):
                        total = 0.0 if bias is None else float(bias[f])
                        for kh in range(KH):
                            for kw in range(KW):
                                h, w = oh * SH + kh - PH, ow * SW + kw - PW
                                if 0 <= h < H and 0 <= w < W:
                                    total += float(x[n, c, h, w]) * float(weight[f, 0, kh, kw])
                        y[n, f, oh, ow] = total
    return y
