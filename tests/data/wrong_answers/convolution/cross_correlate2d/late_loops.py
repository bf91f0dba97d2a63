# expected: a window reads cells beyond the edge of the image
import numpy as np

def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    OH, OW = H - KH + 1, W - KW + 1
    out = np.zeros((OH, OW))
    for i in range(OH):
        for j in range(OW):
            for a in range(KH):
                for b in range(KW):
                    out[i, j] += image[i + a + 1, j + b + 1] * kernel[a, b]
    return out
