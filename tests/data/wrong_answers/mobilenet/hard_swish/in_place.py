# expected: the input is overwritten
import numpy as np
def hard_swish(x):
    low = x < -3
    y = x * np.clip(x + 3, 0, 6) / 6
    x[low] = 0
    return y
