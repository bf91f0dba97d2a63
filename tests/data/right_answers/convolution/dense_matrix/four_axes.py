import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height - KH + 1, width - KW + 1
    matrix = np.zeros((OH, OW, height, width), np.float32 if kernel.dtype == np.float32 else float)
    for oh in range(OH):
        for ow in range(OW):
            matrix[oh, ow, oh : oh + KH, ow : ow + KW] = kernel
    return matrix.reshape(OH * OW, height * width)
