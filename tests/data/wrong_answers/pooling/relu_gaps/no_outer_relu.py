# expected: ReLU after the pooling is left out
import numpy as np

from cnncourse.numpy import avg_pool2d, max_pool2d


def relu_gaps(x, kernel_size):
    gaps = []
    for pool in (max_pool2d, avg_pool2d):
        a = pool(np.maximum(x, 0), kernel_size)
        b = pool(x, kernel_size)
        gaps.append(np.abs(a - b).max())
    return tuple(gaps)
