# expected: the maps in between are stored in the integer type of the input
import numpy as np
def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    SH, SW = stride if isinstance(stride, tuple) else (stride, stride)
    PH, PW = padding if isinstance(padding, tuple) else (padding, padding)
    N, C, H, W = x.shape
    M, _, KH, KW = depthwise_weight.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    OH, OW = (H + 2 * PH - KH) // SH + 1, (W + 2 * PW - KW) // SW + 1
    maps = np.zeros((N, M, OH, OW), x.dtype)
    for k in range(M):
        for i in range(OH):
            for j in range(OW):
                maps[:, k, i, j] = (xp[:, k // (M // C), i*SH:i*SH+KH, j*SW:j*SW+KW] * depthwise_weight[k, 0]).sum((1, 2))
    y = np.einsum("fc,nchw->nfhw", pointwise_weight[:, :, 0, 0], maps)
    return y if bias is None else y + bias.reshape(1, -1, 1, 1)
