# expected: the total is halved into fractions
import numpy as np
from math import ceil

def same_padding(size, kernel_size, stride=1, dilation=1):
    out = ceil(size / stride)
    total = max((out - 1) * stride + dilation * (kernel_size - 1) + 1 - size, 0)
    return total / 2, total / 2
