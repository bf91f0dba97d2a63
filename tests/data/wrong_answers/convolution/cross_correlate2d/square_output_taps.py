# expected: the output is taken for square
import numpy as np

def cross_correlate2d(image, kernel):
    H = W = image.shape[0]
    KH, KW = kernel.shape
    total = np.zeros((H - KH + 1, W - KW + 1))
    for i in range(KH):
        for j in range(KW):
            total += kernel[i, j] * image[i:H - KH + 1 + i, j:W - KW + 1 + j]
    return total
