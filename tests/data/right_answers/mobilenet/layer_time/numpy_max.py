import numpy as np


def layer_time(c_in, c_out, size, kernel_size, groups, macs_per_second, numbers_per_second):
    weight = np.zeros((c_out, c_in // groups, kernel_size, kernel_size))
    counts = np.array([weight.size * size**2, weight.size + (c_in + c_out) * size**2])
    return np.max(counts / np.array([macs_per_second, numbers_per_second]))
