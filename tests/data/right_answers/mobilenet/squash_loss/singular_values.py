import numpy as np


def squash_loss(kernel):
    s = np.linalg.svd(kernel.reshape(kernel.shape[0], -1), compute_uv=False)
    return np.sum(s[1:] ** 2) / np.sum(s**2)
