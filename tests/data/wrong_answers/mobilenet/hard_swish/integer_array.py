# expected: the result is stored in the integer type of the input
import numpy as np
def hard_swish(x):
    y = np.zeros_like(x)
    for i in np.ndindex(*x.shape):
        v = x[i]
        if v <= -3:
            y[i] = 0
        elif v >= 3:
            y[i] = v
        else:
            y[i] = v * (v + 3) / 6
    return y
