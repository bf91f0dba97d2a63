import math


def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    one_cell = math.prod([c_in // groups, *pair(kernel_size)])
    return math.prod([one_cell, c_out, *pair(output_size)])


def pair(value):
    return value if hasattr(value, "__len__") else (value, value)
