# expected: the filters are read in the order k * C + c
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int): stride = (stride, stride)
    if isinstance(padding, int): padding = (padding, padding)
    N, C, H, W = x.shape
    F, _, KH, KW = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    w = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    y = np.einsum("ncijkl,mckl->ncmij", w, weight.reshape(F // C, C, KH, KW))
    y = y.reshape(N, F, y.shape[3], y.shape[4])
    if bias is not None:
        y = y + bias[None, :, None, None]
    return y
