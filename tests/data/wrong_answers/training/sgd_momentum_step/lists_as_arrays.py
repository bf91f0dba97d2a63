# expected: the lists are used as if they were arrays

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    v = momentum * velocities + gradients
    p = parameters - learning_rate * v
    return p, v
