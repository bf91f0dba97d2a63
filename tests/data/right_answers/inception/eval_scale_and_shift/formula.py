def eval_scale_and_shift(running_mean, running_var, weight, bias, eps=1e-5):
    scale = weight * (running_var + eps) ** -0.5
    return scale, bias - scale * running_mean
