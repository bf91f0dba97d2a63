# expected: only the first array is stepped

def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    ps, vs = [], []
    for p, g, v in zip(parameters, gradients, velocities):
        vs.append(momentum * v + g)
        ps.append(p - learning_rate * vs[-1])
        return ps, vs
