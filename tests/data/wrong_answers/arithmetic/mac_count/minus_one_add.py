# expected: multiplications and additions are counted
import numpy as np


def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    pair = lambda v: (v, v) if isinstance(v, int) else v
    KH, KW = pair(kernel_size)
    OH, OW = pair(output_size)
    return (2 * (c_in // groups) * KH * KW - 1) * c_out * OH * OW
