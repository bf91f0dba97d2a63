# expected: each list is made into one array
import numpy as np

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    v = momentum * np.array(velocities) + np.array(gradients)
    p = np.array(parameters) - learning_rate * v
    return p, v
