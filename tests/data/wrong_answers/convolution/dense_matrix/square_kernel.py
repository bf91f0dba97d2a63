# expected: the kernel is taken for square
import numpy as np


def dense_matrix(kernel, height, width):
    K = len(kernel)
    OH, OW = height-K+1, width-K+1
    A = np.zeros((OH*OW, height*width))
    for i in range(OH):
        for j in range(OW):
            for p in range(K):
                for q in range(K):
                    A[i*OW+j, (i+p)*width+j+q] = kernel[p,q]
    return A
