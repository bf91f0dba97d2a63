# expected: north and south are exchanged
import numpy as np


def emboss_kernel(direction):
    kernels = {
        "n": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "e": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "s": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        "w": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        "nw": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
        "ne": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
        "se": [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],
        "sw": [[0, -1, -2], [1, 0, -1], [2, 1, 0]],
    }
    return np.array(kernels[direction])
