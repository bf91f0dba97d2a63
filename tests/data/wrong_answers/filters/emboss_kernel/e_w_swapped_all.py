# expected: east and west are exchanged
import numpy as np


def emboss_kernel(direction):
    kernels = {
        "n": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        "e": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        "s": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "w": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "nw": [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]],
        "ne": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
        "se": [[0, -1, -2], [1, 0, -1], [2, 1, 0]],
        "sw": [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],
    }
    return np.array(kernels[direction])
