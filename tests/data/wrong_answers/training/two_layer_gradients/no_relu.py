# expected: ReLU is left out
from cnncourse.numpy import cross_entropy_backward

def two_layer_gradients(x, labels, weight1, weight2):
    b = x @ weight1
    d = cross_entropy_backward(b @ weight2, labels)
    return x.T @ (d @ weight2.T), b.T @ d
