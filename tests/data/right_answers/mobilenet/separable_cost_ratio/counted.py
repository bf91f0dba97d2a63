import numpy as np


def separable_cost_ratio(c_out, kernel_size):
    area = kernel_size**2 if np.ndim(kernel_size) == 0 else kernel_size[0] * kernel_size[1]
    c_in, pixels = 64, 100
    dense = c_out * c_in * area * pixels
    separable = c_in * area * pixels + c_out * c_in * pixels
    return separable / dense
