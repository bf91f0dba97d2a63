# expected: the window does not move down
import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    OH, OW = height-KH+1, width-KW+1
    A = np.zeros((OH*OW, height*width))
    for i in range(OH):
        for j in range(OW):
            for p in range(KH):
                for q in range(KW):
                    A[i*OW+j, p*width+j+q] = kernel[p,q]
    return A
