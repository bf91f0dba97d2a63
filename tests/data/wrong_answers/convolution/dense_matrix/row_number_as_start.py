# expected: each row is the one before, moved by one
import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height-KH+1, width-KW+1
    A = np.zeros((OH*OW, height*width))
    for r in range(OH*OW):
        for p in range(KH):
            for q in range(KW):
                A[r, r + p*width + q] = kernel[p,q]
    return A
