# expected: the singular values of each channel are taken by themselves
import numpy as np
def squash_loss(kernel):
    s = np.linalg.svd(kernel, compute_uv=False) ** 2
    return s[1:].sum() / s.sum()
