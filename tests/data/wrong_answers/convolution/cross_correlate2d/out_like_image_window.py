# expected: the output is as large as the image, and windows hang over its edge
import numpy as np

def cross_correlate2d(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros_like(image)
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            out[y, x] = np.sum(image[y:y + kh, x:x + kw] * kernel)
    return out
