import numpy as np


def eval_scale_and_shift(running_mean, running_var, weight, bias, eps=1e-5):
    def f(x):
        return (x - running_mean) / np.sqrt(running_var + eps) * weight + bias

    return f(1.0) - f(0.0), f(0.0)
