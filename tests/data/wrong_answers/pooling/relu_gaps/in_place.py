# expected: x is overwritten
import numpy as np

from cnncourse.numpy import avg_pool2d, max_pool2d


def relu_gaps(x, kernel_size):
    gaps = []
    for pool in (max_pool2d, avg_pool2d):
        b = np.maximum(pool(x, kernel_size), 0)
        a = pool(np.maximum(x, 0), kernel_size)
        gaps.append(np.abs(a - b).max())
    x[x < 0] = 0
    return tuple(gaps)
