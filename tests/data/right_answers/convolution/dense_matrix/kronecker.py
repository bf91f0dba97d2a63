import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height - KH + 1, width - KW + 1
    return sum(
        kernel[p, q] * np.kron(np.eye(OH, height, p), np.eye(OW, width, q)) for p in range(KH) for q in range(KW)
    )
