# expected: the weights are squeezed
import numpy as np
def merge_pointwise(weight1, bias1, weight2, bias2):
    a, b = weight1.squeeze(), weight2.squeeze()
    return (b @ a)[:, :, None, None], b @ bias1 + bias2
