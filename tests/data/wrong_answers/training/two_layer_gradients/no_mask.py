# expected: the gradient passes ReLU everywhere
import numpy as np
from cnncourse.numpy import cross_entropy_backward

def two_layer_gradients(x, labels, weight1, weight2):
    h = np.maximum(x @ weight1, 0)
    d = cross_entropy_backward(h @ weight2, labels)
    return x.T @ (d @ weight2.T), h.T @ d
