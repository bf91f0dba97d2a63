# expected: the kernel's shape is read as (KW, KH)
import numpy as np


def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    out = np.zeros((H - KH + 1, W - KW + 1))
    for oh in range(H - KH + 1):
        for ow in range(W - KW + 1):
            out[oh, ow] = (image[oh : oh + KW, ow : ow + KH] * kernel).sum()
    return out
