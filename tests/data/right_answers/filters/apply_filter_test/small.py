import numpy as np


def apply_filter_test():
    return np.random.default_rng(0).integers(-90, 300, (4, 5, 3)), np.array([[1.5, -2], [0.25, 3], [2, -1.75], [4, 1]])
