import numpy as np


def inputs_for_shortcut_a():
    x = np.arange(2 * 3 * 8 * 11).reshape(2, 3, 8, 11) * 0.37 - 50
    return x, 8, 3
