import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height - KH + 1, width - KW + 1
    matrix = np.zeros((OH * OW, height * width))
    for oh in range(OH):
        for ow in range(OW):
            for kh in range(KH):
                for kw in range(KW):
                    matrix[oh * OW + ow, (oh + kh) * width + ow + kw] = kernel[kh, kw]
    return matrix
