import numpy as np


def bottleneck_macs(c_in, c_mid, c_out, kernel_size, height, width):
    weights = np.prod([c_mid, c_in]) + np.prod([c_out, c_mid, kernel_size, kernel_size])
    return weights * height * width
