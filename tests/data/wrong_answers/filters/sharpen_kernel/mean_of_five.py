# expected: the centre counts as its own neighbour
import numpy as np


def sharpen_kernel(amount=1.0):
    plus = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]]) / 5
    i = np.zeros((3, 3))
    i[1, 1] = 1
    return i + amount * (i - plus)
