# expected: all cells hold 0
import numpy as np


def inputs_for_shortcut_a():
    x = np.zeros((2, 2, 7, 8))
    return x, 5, 3
