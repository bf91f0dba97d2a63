from cnncourse.numpy import cross_entropy_backward, linear, linear_backward, relu, relu_backward


def two_layer_gradients(x, labels, weight1, weight2):
    before = linear(x, weight1.T)
    hidden = relu(before)
    dhidden, dweight2, _ = linear_backward(cross_entropy_backward(linear(hidden, weight2.T), labels), hidden, weight2.T)
    _, dweight1, _ = linear_backward(relu_backward(dhidden, before), x, weight1.T)
    return dweight1.T, dweight2.T
