# expected: the singular values of each channel are taken by themselves
import numpy as np
def squash_loss(kernel):
    s = np.linalg.svd(kernel, compute_uv=False)
    return 1 - s[:, 0] ** 2 / (s ** 2).sum(axis=1)
