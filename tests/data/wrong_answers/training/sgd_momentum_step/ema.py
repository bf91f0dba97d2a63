# expected: the gradient is weighed with 1 - momentum

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    vs = [momentum * v + (1 - momentum) * g for v, g in zip(velocities, gradients)]
    return [p - learning_rate * v for p, v in zip(parameters, vs)], vs
