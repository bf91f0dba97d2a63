import numpy as np


def emboss_kernel(direction):
    down = ("s" in direction) - ("n" in direction)
    right = ("e" in direction) - ("w" in direction)
    i, j = np.mgrid[-1:2, -1:2]
    plane = down * i + right * j
    if down and right:
        return plane
    return plane * (2 - np.abs(right * i + down * j))
