# expected: filter f reads channel f % C
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
def depthwise_conv2d(x, weight, bias=None, stride=1, padding=0):
    if isinstance(stride, int): stride = (stride, stride)
    if isinstance(padding, int): padding = (padding, padding)
    m = weight.shape[0] // x.shape[1]
    x = np.tile(x, (1, m, 1, 1))
    x = np.pad(x, ((0, 0), (0, 0), (padding[0], padding[0]), (padding[1], padding[1])))
    w = sliding_window_view(x, weight.shape[2:], axis=(2, 3))[:, :, ::stride[0], ::stride[1]]
    y = np.einsum("ncijkl,ckl->ncij", w, weight[:, 0])
    if bias is not None:
        y = y + bias[None, :, None, None]
    return y
