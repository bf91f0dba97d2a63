# expected: the range is divided into 2**bits steps
import numpy as np
def store_in_bits(x, top, bits=8):
    x = np.clip(x, 0, top)
    s = top / 2 ** bits
    return np.round(x / s) * s
