# expected: the input is overwritten
import numpy as np
def store_in_bits(x, top, bits=8):
    x[x < 0] = 0
    x[x > top] = top
    step = top / (2 ** bits - 1)
    return np.round(x / step) * step
