import numpy as np


def predict_pointwise():
    return np.array([16384, 16448, 12544, 16384 * 196.0, 3])
