import numpy as np


def weight_sets(c_in, size, maps, kernel_size):
    x = np.empty(size)
    windows = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size))
    one = np.empty((c_in, kernel_size, kernel_size)).size + 1
    sets = np.array([maps * windows.shape[0] * windows.shape[1], maps, 1])
    return list(sets * one)
