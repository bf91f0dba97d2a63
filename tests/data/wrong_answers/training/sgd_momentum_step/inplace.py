# expected: the arrays are overwritten

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    for p, g, v in zip(parameters, gradients, velocities):
        v *= momentum
        v += g
        p -= learning_rate * v
    return parameters, velocities
