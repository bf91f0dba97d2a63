# expected: the rows are in the order of the walk, from the end to the start
import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    rows = [dy]
    for w in weights[::-1]:
        rows.append(rows[-1] * (w + 1 if shortcut else w))
    return np.array(rows)
