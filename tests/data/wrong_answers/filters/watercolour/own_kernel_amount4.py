# expected: the sharpening kernel has 5 in its centre
import numpy as np

from cnncourse.numpy import apply_filter, median_filter, sharpen_kernel


def watercolour(image):
    return np.clip(apply_filter(median_filter(image, 5), np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])), 0, 1)
