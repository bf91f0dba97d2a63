import numpy as np

from cnncourse.numpy import apply_filter


def contrast_change(image, kernel):
    return (np.var(apply_filter(image, kernel)) / np.var(image)) ** 0.5
