import math

import numpy as np


def separable_cost_ratio(c_out, kernel_size):
    area = math.prod(np.broadcast_to(kernel_size, 2).tolist())
    return (area + c_out) / (area * c_out)
