import numpy as np


def squash_loss(kernel):
    C, KH, KW = kernel.shape
    u, s, vh = np.linalg.svd(kernel.reshape(C, KH * KW), full_matrices=False)
    squashed = s[0] * np.outer(u[:, 0], vh[0]).reshape(C, KH, KW)
    return ((kernel - squashed) ** 2).sum() / (kernel.astype(float) ** 2).sum()
