import math


def eval_scale_and_shift(running_mean, running_var, weight, bias, eps=1e-5):
    scales, shifts = [], []
    for m, v, w, b in zip(running_mean, running_var, weight, bias, strict=True):
        scales.append(w / math.sqrt(v + eps))
        shifts.append(b - m * scales[-1])
    return scales, shifts
