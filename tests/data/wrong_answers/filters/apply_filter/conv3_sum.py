# expected: an even kernel is padded by half its size on both sides
import numpy as np


def apply_filter(image, kernel):
    from numpy.lib.stride_tricks import sliding_window_view as v

    KH, KW = kernel.shape
    p = np.pad(image, ((KH // 2, KH // 2), (KW // 2, KW // 2)) + ((0, 0),) * (image.ndim - 2), mode="edge")
    return np.tensordot(v(p, (KH, KW), (0, 1)), kernel, 2)
