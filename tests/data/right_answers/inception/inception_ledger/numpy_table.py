import numpy as np


def inception_ledger(in_channels, c1, c3_reduce, c3, c5_reduce, c5, pool_proj, size):
    c_in = np.array([in_channels, in_channels, c3_reduce, in_channels, c5_reduce, in_channels])
    c_out = np.array([c1, c3_reduce, c3, c5_reduce, c5, pool_proj])
    weights = c_in @ (c_out * np.array([1, 1, 9, 1, 25, 1]))
    return weights + c_out.sum(), weights * np.prod(size)
