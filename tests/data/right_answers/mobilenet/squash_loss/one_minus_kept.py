import numpy as np


def squash_loss(kernel):
    matrix = kernel.reshape(len(kernel), -1)
    largest = np.linalg.norm(matrix, 2)
    return 1 - largest**2 / np.linalg.norm(matrix) ** 2
