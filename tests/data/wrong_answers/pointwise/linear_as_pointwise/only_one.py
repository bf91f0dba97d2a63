# expected: one kernel alone is returned
import numpy as np
def linear_as_pointwise(weight1, weight2, height, width):
    C = weight1.shape[1] // (height*width)
    return weight1.reshape(-1, C, height, width)
