# expected: the arrays are overwritten

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    ps, vs = parameters.copy(), velocities.copy()
    for i in range(len(ps)):
        vs[i] *= momentum
        vs[i] += gradients[i]
        ps[i] -= learning_rate * vs[i]
    return ps, vs
