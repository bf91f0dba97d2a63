import numpy as np


def pair_weights(c_in, between, c_out, n):
    column, row = np.zeros((between, c_in, n, 1)), np.zeros((c_out, between, 1, n))
    return np.zeros((c_out, c_in, n, n)).size, column.size + row.size
