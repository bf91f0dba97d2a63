def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    v = [momentum * old + g for old, g in zip(velocities, gradients, strict=True)]
    return [p - learning_rate * new for p, new in zip(parameters, v, strict=True)], v
