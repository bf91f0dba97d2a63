import numpy as np


def store_in_bits(x, top, bits=8):
    step = top / (2**bits - 1)
    y = np.empty(np.shape(x))
    for index in np.ndindex(y.shape):
        value = x[index]
        if value < 0:
            value = 0
        if value > top:
            value = top
        y[index] = round(value / step) * step
    return y
