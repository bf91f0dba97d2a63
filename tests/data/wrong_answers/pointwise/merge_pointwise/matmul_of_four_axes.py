# expected: the four axes are multiplied by @
import numpy as np
def merge_pointwise(weight1, bias1, weight2, bias2):
    return weight2 @ weight1, weight2[:, :, 0, 0] @ bias1 + bias2
