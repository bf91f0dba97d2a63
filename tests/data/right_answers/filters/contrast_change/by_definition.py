import numpy as np

from cnncourse.numpy import apply_filter


def contrast(image):
    return np.sqrt(np.mean((image - np.mean(image)) ** 2))


def contrast_change(image, kernel):
    return contrast(apply_filter(image, kernel)) / contrast(image)
