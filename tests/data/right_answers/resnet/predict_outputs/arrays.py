import numpy as np


def predict_outputs():
    x, residual = np.array([3, -1, 2]), np.array([-4, 4, -1])
    rows = [np.maximum(x + residual, 0), np.maximum(x, 0), x + residual]
    return [*rows, np.array([2, 4 * 32, 8, 10]), np.array([64 * 32, 9 * 32**2, 32 * 128, 64 * 128])]
