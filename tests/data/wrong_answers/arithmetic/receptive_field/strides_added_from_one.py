# expected: each stride is added to a jump that starts at 1
import numpy as np


def receptive_field(layers):
    r, j = 1, 1
    for k, s, d in layers:
        r += (k - 1) * d * j
        j += s
    return r
