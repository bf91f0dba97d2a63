import numpy as np


def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    flat = [np.concatenate([a.ravel() for a in arrays]) for arrays in (parameters, gradients, velocities)]
    v = momentum * flat[2] + flat[1]
    p = flat[0] - learning_rate * v
    ends = np.cumsum([a.size for a in parameters])[:-1]
    shapes = [a.shape for a in parameters]
    return tuple([piece.reshape(s) for piece, s in zip(np.split(x, ends), shapes, strict=True)] for x in (p, v))
