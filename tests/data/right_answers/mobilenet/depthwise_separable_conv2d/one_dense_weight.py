import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    SH, SW = (stride, stride) if np.ndim(stride) == 0 else stride
    PH, PW = (padding, padding) if np.ndim(padding) == 0 else padding
    C, m = x.shape[1], len(depthwise_weight) // x.shape[1]
    product = pointwise_weight[:, :, :, :] * depthwise_weight[:, 0]  # (C_out, C * m, KH, KW)
    dense = product.reshape(len(product), C, m, *product.shape[2:]).sum(2)
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    windows = sliding_window_view(xp, dense.shape[2:], axis=(2, 3))[:, :, ::SH, ::SW]
    y = np.einsum("nchwij,fcij->nfhw", windows, dense)
    return y if bias is None else y + np.reshape(bias, (1, -1, 1, 1))
