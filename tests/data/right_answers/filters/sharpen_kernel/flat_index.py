import numpy as np


def sharpen_kernel(amount=1.0):
    kernel = np.zeros(9)
    kernel[1::2] = -amount / 4
    kernel[4] = 1 - kernel.sum()
    return kernel.reshape(3, 3)
