def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    moved, after = [], []
    for i in range(len(parameters)):
        v = momentum * velocities[i] + gradients[i]
        moved.append(v)
        after.append(parameters[i] - learning_rate * v)
    return after, moved
