# expected: rows are padded for the kernel's width, and columns for its height
import numpy as np


def apply_filter(image, kernel):
    if image.ndim == 3:
        return np.stack([apply_filter(image[:, :, c], kernel) for c in range(3)], axis=2)
    H, W = image.shape
    KH, KW = kernel.shape
    padded = np.pad(image, (((KW - 1) // 2, KW // 2), ((KH - 1) // 2, KH // 2)), mode="edge")
    out = np.zeros((H, W))
    for h in range(H):
        for w in range(W):
            out[h, w] = np.sum(padded[h : h + KH, w : w + KW] * kernel)
    return out
