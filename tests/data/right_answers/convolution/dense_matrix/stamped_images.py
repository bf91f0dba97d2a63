import numpy as np


def dense_matrix(kernel, height, width):
    rows = []
    for top in range(height - len(kernel) + 1):
        for left in range(width - len(kernel[0]) + 1):
            image = np.zeros((height, width))
            image[top : top + len(kernel), left : left + len(kernel[0])] = kernel
            rows.append(image.ravel())
    return np.array(rows)
