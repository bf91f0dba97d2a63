import numpy as np


def median_filter(image, size):
    H, W = image.shape[:2]
    colours = image.reshape(H, W, -1)
    result = np.empty(colours.shape)
    for h, w, c in np.ndindex(*colours.shape):
        values = []
        for i in range(h - size // 2, h + size // 2 + 1):
            for j in range(w - size // 2, w + size // 2 + 1):
                values.append(colours[min(max(i, 0), H - 1), min(max(j, 0), W - 1), c])
        result[h, w, c] = sorted(values)[size * size // 2]
    return result.reshape(image.shape)
