# expected: the padding is applied in both steps
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
def conv(x, weight, stride, padding, groups):
    if isinstance(stride, int): stride = (stride, stride)
    if isinstance(padding, int): padding = (padding, padding)
    x = np.pad(x, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    if groups == 1:
        w = sliding_window_view(x, weight.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
        return np.einsum("ncijkl,fckl->nfij", w, weight)
    x = x.repeat(weight.shape[0] // x.shape[1], axis=1)
    w = sliding_window_view(x, weight.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    return np.einsum("ncijkl,ckl->ncij", w, weight[:, 0])
def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    y = conv(x, depthwise_weight, stride, padding, x.shape[1])
    y = conv(y, pointwise_weight, 1, padding, 1)
    return y if bias is None else y + bias.reshape(1, -1, 1, 1)
