import numpy as np


def conv_output_shape_test():
    return np.array([9, 8, 24, 19]), np.array([10, 8, 5, 2]), np.array([4, 3]), 3, np.array([3, 4])
