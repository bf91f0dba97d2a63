import numpy as np


def inputs_for_shortcut_a():
    x = 7 * np.sin(np.arange(4 * 2 * 9 * 7)).reshape(4, 2, 9, 7)
    return x, 4, 4
