# expected: the first bias is added without being mixed
import numpy as np
def merge_pointwise(weight1, bias1, weight2, bias2):
    a, b = weight1[:, :, 0, 0], weight2[:, :, 0, 0]
    return (b @ a)[:, :, None, None], bias1 + bias2
