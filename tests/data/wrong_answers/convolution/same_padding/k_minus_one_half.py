# expected: both sides get half of what stride 1 needs, rounded down
import numpy as np

def same_padding(size, kernel_size, stride=1, dilation=1):
    p = dilation * (kernel_size - 1) // 2
    return p, p
