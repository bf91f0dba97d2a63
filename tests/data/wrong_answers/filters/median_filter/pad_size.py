# expected: the size is taken for the radius
import numpy as np


def median_filter(image, size):
    if image.ndim == 3:
        return np.stack([median_filter(image[:, :, c], size) for c in range(3)], axis=2)
    H, W = image.shape
    r = size
    p = np.pad(image, r, mode="edge")
    out = np.zeros((H, W))
    for h in range(H):
        for w in range(W):
            out[h, w] = np.median(p[h : h + size, w : w + size])
    return out
