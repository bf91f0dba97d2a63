import numpy as np


def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    new_p, new_v = [], []
    for p, g, v in zip(parameters, gradients, velocities, strict=True):
        a, b = np.zeros(p.shape), np.zeros(p.shape)
        for i in np.ndindex(*p.shape):
            b[i] = momentum * v[i] + g[i]
            a[i] = p[i] - learning_rate * b[i]
        new_p.append(a)
        new_v.append(b)
    return new_p, new_v
