import numpy as np


def batch_norm_inputs(training):
    x = np.array([[[[1, 2, 4]], [[0, 9, 3]]], [[[5, 5, 8]], [[-7, 2, 6]]], [[[0, 1, 3]], [[4, 4, 1]]]])
    mean, var = np.array([0.5, -1.0]), np.array([2.0, 3.0])
    return [x, mean, var, np.array([3.0, 0.5]), np.array([-1.0, 4.0]), 0.9, 0.3]
