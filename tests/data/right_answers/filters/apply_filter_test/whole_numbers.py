import numpy as np


def apply_filter_test():
    image = np.arange(5 * 7 * 3).reshape(5, 7, 3) ** 2 % 97 - 30
    return image, np.array([[0.5, -1.25, 3.0], [2.0, 0.75, -1.0]])
