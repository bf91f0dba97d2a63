# expected: pairs of a parameter and a velocity are returned

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    out = []
    for p, g, v in zip(parameters, gradients, velocities):
        v = momentum * v + g
        out.append((p - learning_rate * v, v))
    return out
