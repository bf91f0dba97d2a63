# expected: the sorted values are read at index size // 2
import numpy as np


def grey(plane, size):
    r = (size - 1) // 2
    padded = np.pad(plane, r, mode="edge")
    out = np.zeros_like(plane)
    for h in range(plane.shape[0]):
        for w in range(plane.shape[1]):
            values = sorted(padded[h : h + size, w : w + size].flatten())
            out[h, w] = values[size // 2]
    return out


def median_filter(image, size):
    if image.ndim == 2:
        return grey(image, size)
    return np.stack([grey(image[..., c], size) for c in range(3)], axis=-1)
