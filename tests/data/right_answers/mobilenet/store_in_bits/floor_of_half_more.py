import numpy as np


def store_in_bits(x, top, bits=8):
    last = 2**bits - 1
    number = np.floor(np.asarray(x, float) * last / top + 0.5)
    return np.minimum(np.maximum(number, 0), last) * top / last
