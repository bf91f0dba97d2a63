# expected: both sides get kernel_size // 2
import numpy as np

def same_padding(size, kernel_size, stride=1, dilation=1):
    return kernel_size // 2, kernel_size // 2
