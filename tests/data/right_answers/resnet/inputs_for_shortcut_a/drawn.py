import numpy as np


def inputs_for_shortcut_a():
    return np.random.default_rng(3).normal(size=(3, 2, 8, 10)), 5, 3
