import numpy as np


def unread_cells(size, kernel_size, stride=1, padding=0):
    starts = np.arange(0, size + 2 * padding - kernel_size + 1, stride)
    behind = np.arange(size + 2 * padding) >= starts[-1] + kernel_size
    return int(behind[padding : padding + size].sum())
