import numpy as np


def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    sizes = np.broadcast_arrays(kernel_size, output_size, [1, 1])
    return np.prod(sizes, dtype=np.int64) * c_in * c_out / groups
