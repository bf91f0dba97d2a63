# expected: without bias the result is 0
import numpy as np


def parameter_count(c_in, c_out, kernel_size, groups=1, bias=True):
    KH, KW = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    return c_out * (c_in // groups) * KH * KW + c_out if bias else 0
