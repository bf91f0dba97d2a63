# expected: two singular values alone are counted
import numpy as np


def squash_loss(kernel):
    s = np.linalg.svd(kernel.reshape(len(kernel), -1), compute_uv=False)
    return s[1] ** 2 / (s[0] ** 2 + s[1] ** 2)
