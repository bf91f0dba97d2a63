# expected: every window starts one cell late
import numpy as np

def cross_correlate2d(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = np.sum(image[y + 1:y + 1 + kh, x + 1:x + 1 + kw] * kernel)
    return out
