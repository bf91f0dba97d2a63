# expected: there is a row for each pixel
import numpy as np


def dense_matrix(kernel, height, width):
    KH, KW = kernel.shape
    A = np.zeros((height*width, height*width))
    for i in range(height-KH+1):
        for j in range(width-KW+1):
            for p in range(KH):
                for q in range(KW):
                    A[i*width+j, (i+p)*width+j+q] = kernel[p,q]
    return A
