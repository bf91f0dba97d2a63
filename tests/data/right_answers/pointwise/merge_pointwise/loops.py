import numpy as np


def merge_pointwise(weight1, bias1, weight2, bias2):
    M, C = weight1.shape[:2]
    F = weight2.shape[0]
    weight, bias = np.zeros((F, C, 1, 1)), np.array(bias2, dtype=float)
    for f in range(F):
        for m in range(M):
            bias[f] += weight2[f, m, 0, 0] * bias1[m]
            for c in range(C):
                weight[f, c, 0, 0] += weight2[f, m, 0, 0] * weight1[m, c, 0, 0]
    return weight, bias
