import torch


def sgd_momentum_step(parameters, gradients, velocities, learning_rate, momentum):
    p, g, v = (
        [torch.as_tensor(a, dtype=torch.float64).clone() for a in arrays]
        for arrays in (parameters, gradients, velocities)
    )
    v = [torch.add(b, a, alpha=momentum) for a, b in zip(v, g, strict=True)]
    return [torch.sub(a, b, alpha=learning_rate) for a, b in zip(p, v, strict=True)], v
