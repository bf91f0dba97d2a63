# expected: the singular values are not squared
import numpy as np
def squash_loss(kernel):
    C = kernel.shape[0]
    s = np.linalg.svd(kernel.reshape(C, -1), compute_uv=False)
    return s[1:].sum() / s.sum()
