import numpy as np


def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    weight = np.empty((c_out, c_in // groups, *np.broadcast_to(kernel_size, 2)))
    return weight.size + int(bias) * len(weight)
