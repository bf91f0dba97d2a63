# expected: the numbers of the levels are clipped to 0 .. top
import numpy as np


def store_in_bits(x, top, bits=8):
    step = top / (2**bits - 1)
    return np.clip(np.round(x / step), 0, top) * step
