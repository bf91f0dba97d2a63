import numpy as np


def squash_loss(kernel):
    matrix = kernel.reshape(len(kernel), -1).astype(float)
    energy = np.linalg.eigvalsh(matrix @ matrix.T)
    return float(1 - energy.max() / np.trace(matrix @ matrix.T))
