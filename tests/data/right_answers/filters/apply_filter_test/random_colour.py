import numpy as np


def apply_filter_test():
    rng = np.random.default_rng(7)
    return rng.normal(0, 300, (7, 9, 3)), rng.normal(0, 1, (2, 4))
