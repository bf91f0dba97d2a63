# expected: the result is stored in the integer type of the input
import numpy as np

def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    OH, OW = H - KH + 1, W - KW + 1
    out = np.zeros((OH, OW), dtype=image.dtype)
    for i in range(OH):
        for j in range(OW):
            for a in range(KH):
                for b in range(KW):
                    out[i, j] += image[i + a, j + b] * kernel[a, b]
    return out
