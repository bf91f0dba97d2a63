import numpy as np


def residual_forward(x, f, projection=lambda x: x):
    return np.clip(np.add(f(x), projection(x)), 0, None)
