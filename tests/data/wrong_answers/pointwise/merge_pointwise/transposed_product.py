# expected: the product of the weights is transposed
import numpy as np
def merge_pointwise(weight1, bias1, weight2, bias2):
    a, b = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
    return (a.T @ b.T)[:, :, None, None], b @ bias1 + bias2
