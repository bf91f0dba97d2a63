# expected: the window lacks its last row and column
import numpy as np


def median_filter(image, size):
    if image.ndim == 3:
        return np.stack([median_filter(image[:, :, c], size) for c in range(3)], axis=2)
    H, W = image.shape
    r = size // 2
    p = image
    out = np.zeros((H, W))
    for h in range(H):
        for w in range(W):
            out[h, w] = np.median(p[max(h - r, 0) : h + r, max(w - r, 0) : w + r])
    return out
