import numpy as np


def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    output = np.zeros((H - KH + 1, W - KW + 1))
    for i in range(H - KH + 1):
        for j in range(W - KW + 1):
            total = 0.0
            for k in range(KH):
                for l in range(KW):
                    total += image[i + k, j + l] * kernel[k, l]
            output[i, j] = total
    return output
