import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def depthwise_separable_conv2d(x, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0):
    (SH, SW), (PH, PW) = (v if isinstance(v, tuple) else (v, v) for v in (stride, padding))
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    m = len(depthwise_weight) // x.shape[1]
    windows = sliding_window_view(xp, depthwise_weight.shape[2:], axis=(2, 3)).repeat(m, axis=1)
    maps = (windows * depthwise_weight[:, 0][:, None, None]).sum((-2, -1))
    y = np.tensordot(pointwise_weight[:, :, 0, 0], maps, axes=(1, 1)).swapaxes(0, 1)[:, :, ::SH, ::SW]
    return y if bias is None else y + np.reshape(bias, (1, -1, 1, 1))
