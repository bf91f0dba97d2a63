import numpy as np


def cross_correlate2d(image, kernel):
    # convolution: the kernel is turned by 180 degrees first
    kernel = np.flip(kernel)
    KH, KW = kernel.shape
    OH = image.shape[0] - KH + 1
    OW = image.shape[1] - KW + 1
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[i, j] = np.sum(image[i : i + KH, j : j + KW] * kernel)
    return out
