# expected: the two paddings are swapped
import numpy as np

def conv2d_backward(dy, x, weight, stride=1, padding=0):
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    pw, ph = (padding, padding) if isinstance(padding, int) else padding
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    _, _, OH, OW = dy.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dxp = np.zeros_like(xp)
    dweight = np.zeros_like(weight)
    dbias = np.zeros(F)
    for n in range(N):
        for f in range(F):
            dbias[f] += dy[n, f].sum()
            for i in range(OH):
                for j in range(OW):
                    g = dy[n, f, i, j]
                    top, left = i * sh, j * sw
                    dweight[f] += g * xp[n, :, top:top + KH, left:left + KW]
                    dxp[n, :, top:top + KH, left:left + KW] += g * weight[f]
    dx = dxp[:, :, ph:ph + H, pw:pw + W]
    return dx, dweight, dbias
