def batch_norm2d(x, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5):
    N, C, H, W = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(-1, C)
    M = len(flat)
    mean, var = running_mean, running_var
    if training:
        mean, var = flat.mean(0), flat.var(0)
        running_mean = momentum * mean + (1 - momentum) * running_mean
        running_var = momentum * var * M / (M - 1) + (1 - momentum) * running_var
    y = (flat - mean) / (var + eps) ** 0.5 * weight + bias
    return y.reshape(N, H, W, C).transpose(0, 3, 1, 2), running_mean, running_var
