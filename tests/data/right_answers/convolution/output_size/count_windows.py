import numpy as np


def count(size, kernel_size, stride, padding, dilation):
    last_cell = size + 2 * padding - 1
    start = windows = 0
    while start + dilation * (kernel_size - 1) <= last_cell:
        windows += 1
        start += stride
    return windows


def output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    arguments = np.broadcast_arrays(size, kernel_size, stride, padding, dilation)
    if arguments[0].ndim == 0:
        return count(*(int(value) for value in arguments))
    return tuple(count(*(int(value[axis]) for value in arguments)) for axis in range(2))
