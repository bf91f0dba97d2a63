import numpy as np


def cross_correlate2d(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    rows = []
    for top in range(H - KH):
        row = []
        for left in range(W - KW):
            row.append((image[top : top + KH, left : left + KW] * kernel).sum())
        rows.append(row)
    return np.array(rows)
