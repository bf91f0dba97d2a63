# expected: the matrix is transposed
import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height-KH+1, width-KW+1
    A = np.zeros((height*width, OH*OW))
    for i in range(OH):
        for j in range(OW):
            for p in range(KH):
                for q in range(KW):
                    A[(i+p)*width+j+q, i*OW+j] = kernel[p,q]
    return A
