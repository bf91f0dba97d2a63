# expected: only the parameters are returned

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    vs = [momentum * v + g for v, g in zip(velocities, gradients)]
    return [p - learning_rate * v for p, v in zip(parameters, vs)]
