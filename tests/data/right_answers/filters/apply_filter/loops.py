import numpy as np


def apply_filter(image, kernel):
    H, W = image.shape[:2]
    KH, KW = kernel.shape
    result = np.zeros(image.shape)
    for h in range(H):
        for w in range(W):
            for i in range(KH):
                for j in range(KW):
                    row = min(max(h + i - (KH - 1) // 2, 0), H - 1)
                    column = min(max(w + j - (KW - 1) // 2, 0), W - 1)
                    result[h, w] += image[row, column] * kernel[i, j]
    return result
