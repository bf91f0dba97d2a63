import numpy as np


def linear_as_pointwise(weight1, weight2, height, width):
    C = weight1.shape[1] // height // width
    kernel1 = np.array([row.reshape(C, height, width) for row in weight1])
    return [kernel1, np.expand_dims(weight2, (2, 3)).copy()]
