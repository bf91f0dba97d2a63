import numpy as np


def same_padding(size, kernel_size, stride=1, dilation=1):
    outputs = np.ceil(size / stride)
    total = np.maximum(0, (outputs - 1) * stride + dilation * (kernel_size - 1) + 1 - size)
    return np.floor(total / 2), np.ceil(total / 2)
