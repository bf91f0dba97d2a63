# expected: the lists are overwritten

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    for i in range(len(parameters)):
        velocities[i] = momentum * velocities[i] + gradients[i]
        parameters[i] = parameters[i] - learning_rate * velocities[i]
    return parameters, velocities
