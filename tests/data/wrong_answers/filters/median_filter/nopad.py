# expected: the windows begin at the pixel and are cut off at the edge
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
            out[h, w] = np.median(p[h : h + size, w : w + size])
    return out
