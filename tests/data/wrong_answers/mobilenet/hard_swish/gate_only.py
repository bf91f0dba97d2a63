# expected: the x in front is left out
import numpy as np
def hard_swish(x):
    return np.minimum(np.maximum(0, x + 3), 6) / 6
