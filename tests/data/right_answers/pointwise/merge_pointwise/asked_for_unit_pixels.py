import numpy as np


def merge_pointwise(weight1, bias1, weight2, bias2):
    def both(x):
        return weight2[:, :, 0, 0] @ (weight1[:, :, 0, 0] @ x + bias1) + bias2

    C = weight1.shape[1]
    bias = both(np.zeros(C))
    weight = np.stack([both(unit) - bias for unit in np.eye(C)], axis=1)
    return weight.reshape(len(bias), C, 1, 1), bias
