# expected: a pair is taken for an int
import numpy as np
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    OH, OW = (H + 2 * padding - KH) // stride + 1, (W + 2 * padding - KW) // stride + 1
    y = np.zeros((N, F, OH, OW))
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                y[:, f, i, j] = (xp[:, f // (F // C), i * stride:i * stride + KH, j * stride:j * stride + KW] * weight[f, 0]).sum(axis=(1, 2))
    if bias is not None:
        y = y + bias.reshape(1, F, 1, 1)
    return y
