# expected: the matrix is reshaped with C columns
import numpy as np
def squash_loss(kernel):
    C, KH, KW = kernel.shape
    s = np.linalg.svd(kernel.reshape(KH * KW, C), compute_uv=False)
    return 1 - s[0] ** 2 / np.sum(s ** 2)
