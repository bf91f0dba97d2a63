import numpy as np


def predict_conv2d():
    return np.array([12.0, 11.0, -7.0, -2.0, 15.0, 25.0, 15.0, 6.0])
