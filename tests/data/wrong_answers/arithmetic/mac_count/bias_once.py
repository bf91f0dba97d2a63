# expected: the bias is counted once for each filter
import numpy as np


def mac_count(c_in, c_out, kernel_size, output_size, groups=1):
    pair = lambda v: (v, v) if isinstance(v, int) else v
    KH, KW = pair(kernel_size)
    OH, OW = pair(output_size)
    return c_out * ((c_in // groups) * KH * KW) * OH * OW + c_out
