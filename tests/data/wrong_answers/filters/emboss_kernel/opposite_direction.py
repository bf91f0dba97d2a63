# expected: the light comes from the opposite side
import numpy as np

# unit steps: the direction that the light goes to
STEPS = {
    "n": (1, 0),
    "ne": (1, -1),
    "e": (0, -1),
    "se": (-1, -1),
    "s": (-1, 0),
    "sw": (-1, 1),
    "w": (0, 1),
    "nw": (1, 1),
}


def emboss_kernel(direction):
    a, b = STEPS[direction]
    k = np.zeros((3, 3), dtype=int)
    for i in range(3):
        for j in range(3):
            k[i, j] = a * (i - 1) + b * (j - 1)
    if 0 in (a, b):
        k = k * np.array([[1, 2, 1], [2, 1, 2], [1, 2, 1]])
    return k
