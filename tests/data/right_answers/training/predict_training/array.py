import numpy as np


def predict_training():
    return np.array([16, 40, 1.3863, 2.0794, -3 / 4, 7 / 4, 2])
