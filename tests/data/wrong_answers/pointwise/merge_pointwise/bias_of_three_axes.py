# expected: the bias has a row of its own for each output
import numpy as np
def merge_pointwise(weight1, bias1, weight2, bias2):
    a, b = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
    return (b @ a)[:, :, None, None], (weight2 * bias1[None, :, None, None]).sum(1) + bias2
