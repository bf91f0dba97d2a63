# expected: rows and columns are exchanged
import numpy as np


def emboss_kernel(direction):
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    names = ["nw", "n", "ne", "e", "se", "s", "sw", "w"]
    values = [2, 1, 0, -1, -2, -1, 0, 1]
    start = names.index(direction)
    kernel = np.zeros((3, 3))
    for step in range(8):
        kernel[ring[step]] = values[(step + start) % 8]
    return kernel
