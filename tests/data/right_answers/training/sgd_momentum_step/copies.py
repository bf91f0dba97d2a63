import numpy as np


def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    parameters = [np.array(p, dtype=float) for p in parameters]
    velocities = [np.array(v, dtype=float) for v in velocities]
    for p, g, v in zip(parameters, gradients, velocities, strict=True):
        v *= momentum
        v += g
        p -= learning_rate * v
    return parameters, velocities
