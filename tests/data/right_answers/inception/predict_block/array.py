import numpy as np


def predict_block():
    return np.array([256.0, 28.0, 12800.0, 512.0, 3136.0])
