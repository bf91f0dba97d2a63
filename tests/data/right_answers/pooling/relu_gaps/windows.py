import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def relu_gaps(x, kernel_size):
    KH, KW = (kernel_size, kernel_size) if np.ndim(kernel_size) == 0 else kernel_size
    w = sliding_window_view(x, (KH, KW), axis=(2, 3))[:, :, ::KH, ::KW]
    positive = w * (w > 0)
    gaps = []
    for pool in (np.max, np.mean):
        gaps.append(abs(pool(positive, axis=(4, 5)) - np.clip(pool(w, axis=(4, 5)), 0, None)).max())
    return gaps
