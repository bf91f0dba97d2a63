import numpy as np


def emboss_kernel(direction):
    turns = ["n", "ne", "e", "se", "s", "sw", "w", "nw"].index(direction)
    ring = np.roll([2, 1, 0, -1, -2, -1, 0, 1], turns)  # clockwise from the top
    rows = [0, 0, 1, 2, 2, 2, 1, 0]
    cols = [1, 2, 2, 2, 1, 0, 0, 0]
    kernel = np.zeros((3, 3), dtype=int)
    kernel[rows, cols] = ring
    return kernel
