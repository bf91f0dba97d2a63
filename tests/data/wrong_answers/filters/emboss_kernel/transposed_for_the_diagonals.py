# expected: ne and sw get the kernels of nw and se
import numpy as np


def emboss_kernel(direction):
    n = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]])
    nw = np.array([[2, 1, 0], [1, 0, -1], [0, -1, -2]])
    if direction == "n":
        return n
    if direction == "s":
        return -n
    if direction == "w":
        return n.T
    if direction == "e":
        return -n.T
    if direction == "nw":
        return nw
    if direction == "se":
        return -nw
    if direction == "ne":
        return nw.T
    return -nw.T
