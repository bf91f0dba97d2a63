# expected: only one filter's weights are counted
import numpy as np


def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return (c_in // groups) * KH * KW + bias * c_out
