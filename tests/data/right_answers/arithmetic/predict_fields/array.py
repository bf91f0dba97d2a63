import numpy as np


def predict_fields():
    return np.array([3, 5, 7, 11, 15])
