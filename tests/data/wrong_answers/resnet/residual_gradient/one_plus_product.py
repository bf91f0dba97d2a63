# expected: 1 is added once for the whole chain: 1 + the product of the weights
import numpy as np


def residual_gradient(dy, weights, shortcut=True):
    rows = []
    for i in range(len(weights)):
        product = np.prod(weights[i:], axis=0)
        rows.append(dy * (1 + product) if shortcut else dy * product)
    rows.append(dy)
    return np.array(rows)
