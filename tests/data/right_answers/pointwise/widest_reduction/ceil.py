import math


def widest_reduction(c_in, c_out, kernel_size):
    area = kernel_size**2
    return math.ceil(area * c_in * c_out / (c_in + area * c_out)) - 1
