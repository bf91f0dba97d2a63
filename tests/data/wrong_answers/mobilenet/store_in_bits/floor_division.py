# expected: numbers are rounded down
import numpy as np


def store_in_bits(x, top, bits=8):
    step = top / (2**bits - 1)
    return np.clip(x, 0, top) // step * step
