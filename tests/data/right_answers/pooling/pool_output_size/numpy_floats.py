import numpy as np


def pool_output_size(size, kernel_size, stride=None, padding=0, ceil_mode=False):
    stride = kernel_size if stride is None else stride
    steps = (size + 2 * padding - kernel_size) / stride
    if not ceil_mode:
        return int(np.floor(steps)) + 1
    last_inside = (size + padding - 1) // stride
    return int(min(np.ceil(steps), last_inside)) + 1
