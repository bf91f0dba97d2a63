import numpy as np


def to_pair(v):
    return v if isinstance(v, tuple) else (v, v)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    weight = weight[:, :, ::-1, ::-1]  # convolution flips the kernel, correlation does not
    sh, sw = to_pair(stride)
    ph, pw = to_pair(padding)
    dh, dw = to_pair(dilation)
    N, C, H, W = x.shape
    F, CG, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    OH = (H + 2 * ph - dh * (KH - 1) - 1) // sh + 1
    OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1
    out = np.zeros((N, F, OH, OW))
    FG = F // groups
    for n in range(N):
        for f in range(F):
            g = f // FG
            for i in range(OH):
                for j in range(OW):
                    for u in range(KH):
                        for v in range(KW):
                            pixel = xp[n, g * CG : (g + 1) * CG, i * sh + u * dh, j * sw + v * dw]
                            out[n, f, i, j] += pixel @ weight[f, :, u, v]
            if bias is not None:
                out[n, f] += bias[f]
    return out
