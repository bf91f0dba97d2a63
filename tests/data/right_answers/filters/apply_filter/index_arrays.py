import numpy as np


def apply_filter(image, kernel):
    result = 0
    for (i, j), weight in np.ndenumerate(kernel):
        rows = np.clip(np.arange(image.shape[0]) + i - (kernel.shape[0] - 1) // 2, 0, image.shape[0] - 1)
        columns = np.clip(np.arange(image.shape[1]) + j - (kernel.shape[1] - 1) // 2, 0, image.shape[1] - 1)
        result = result + weight * image[rows][:, columns]
    return result
