# expected: the step uses the old velocity

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    ps = [p - learning_rate * v for p, v in zip(parameters, velocities)]
    vs = [momentum * v + g for v, g in zip(velocities, gradients)]
    return ps, vs
