import numpy as np

from cnncourse.numpy import cross_entropy_backward


def two_layer_gradients(x, labels, weight1, weight2):
    before = x @ weight1
    hidden = np.maximum(before, 0)
    dlogits = cross_entropy_backward(hidden @ weight2, labels)
    dhidden = dlogits @ weight2.T
    dhidden[before <= 0] = 0
    return x.T @ dhidden, hidden.T @ dlogits
