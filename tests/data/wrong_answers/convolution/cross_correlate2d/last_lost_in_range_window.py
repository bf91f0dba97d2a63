# expected: the last window is left out
import numpy as np

def cross_correlate2d(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for y in range(out.shape[0] - 1):
        for x in range(out.shape[1] - 1):
            out[y, x] = np.sum(image[y:y + kh, x:x + kw] * kernel)
    return out
