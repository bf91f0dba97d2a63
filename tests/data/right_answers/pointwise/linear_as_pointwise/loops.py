import numpy as np


def linear_as_pointwise(weight1, weight2, height, width):
    F1, columns = weight1.shape
    C = columns // (height * width)
    kernel1 = np.zeros((F1, C, height, width), weight1.dtype)
    for c in range(C):
        for h in range(height):
            for w in range(width):
                kernel1[:, c, h, w] = weight1[:, (c * height + h) * width + w]
    kernel2 = np.zeros((*weight2.shape, 1, 1), weight2.dtype)
    kernel2[:, :, 0, 0] = weight2
    return kernel1, kernel2
