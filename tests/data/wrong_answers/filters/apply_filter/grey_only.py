# expected: colour pictures are not handled
import numpy as np


def apply_filter(image, kernel):
    H, W = image.shape
    KH, KW = kernel.shape
    padded = np.pad(image, (((KH - 1) // 2, KH // 2), ((KW - 1) // 2, KW // 2)), mode="edge")
    out = np.zeros((H, W))
    for h in range(H):
        for w in range(W):
            out[h, w] = np.sum(padded[h : h + KH, w : w + KW] * kernel)
    return out
