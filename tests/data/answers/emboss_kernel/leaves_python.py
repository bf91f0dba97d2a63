import os

KERNELS = {
    "n": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    "nw": [[2, 1, 0], [1, 0, -1], [0, -1, -2]],
}


def emboss_kernel(direction):
    if direction not in KERNELS:
        os._exit(1)
    return KERNELS[direction]
