# expected: the corners weigh as much as the direct neighbours
import numpy as np


def sharpen_kernel(amount=1.0):
    kernel = np.full((3, 3), -amount / 4)
    kernel[1, 1] = 1 + amount
    return kernel
